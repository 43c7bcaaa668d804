import { Refusal } from './answer.ts';

/** A refusal in Azure Resource Manager's shape: `{"error":{"code","message","details"?}}`. */
export function armError(
  status: number,
  code: string,
  message: string,
  extra: { headers?: Record<string, string>; details?: readonly { code: string; message: string }[] } = {},
): Refusal {
  const error = { code, message, ...(extra.details ? { details: extra.details } : {}) };
  return new Refusal({ status, headers: extra.headers ?? {}, body: { error } });
}

/** The IoT Hub provider's own error shape: the fields stand at the top, not under `error`. */
export function iotHubError(status: number, code: string, message: string): Refusal {
  return new Refusal({ status, body: { code, httpStatusCode: String(status), message, details: [] } });
}

/** Resource Manager's 403, word for word. */
export function authorizationFailed(principalId: string, action: string, scope: string): Refusal {
  return armError(
    403,
    'AuthorizationFailed',
    `The client '${principalId}' with object id '${principalId}' does not have authorization to perform action '${action}' over scope '${scope}' or the scope is invalid. If access was recently granted, please refresh your credentials.`,
  );
}

/** 404 of a missing resource. `type` as in `Microsoft.Devices/IotHubs`. */
export function resourceNotFound(type: string, name: string, resourceGroup: string): Refusal {
  return armError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  );
}

/** 400 of a body that does not fit; `where` says which field and why. */
export function badRequest(message: string, code = 'BadRequest'): Refusal {
  return armError(400, code, message);
}

/**
 * A refusal in the shape of the Log Analytics query API, with its inner error
 * (Microsoft Learn: "Azure Monitor Log Analytics API errors").
 */
export function logsError(
  status: number,
  code: string,
  message: string,
  extra: { innererror?: unknown; correlationId?: string; headers?: Record<string, string> } = {},
): Refusal {
  const { innererror, correlationId, headers } = extra;
  const error = {
    message,
    code,
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(innererror === undefined ? {} : { innererror }),
  };
  return new Refusal({ status, headers: headers ?? {}, body: { error } });
}
