import type { Answer } from '../http/answer.ts';
import { ok } from '../http/answer.ts';
import { armError, badRequest } from '../http/azure-error.ts';
import { pageOf } from '../http/paging.ts';
import { parseBody } from '../http/parse-body.ts';
import type { Call, Route } from '../http/route.ts';
import type { SentinelRecord } from '../world/records.ts';
import { ruleTemplates } from './alert-rule-templates.ts';
import { sentinelVersions } from './api-versions.ts';
import { putSentinelRecord } from './put-sentinel-record.ts';
import { rulePut } from './rule-bodies.ts';
import { sentinelPath, sentinelWorkspaceOf, workspaceIdOf } from './sentinel-routes.ts';

const type = 'Microsoft.SecurityInsights/alertRules';
const common = { audience: 'arm', type, apiVersions: sentinelVersions } as const;
const needs = (right: string) => ({
  action: `Microsoft.SecurityInsights/${right}`,
  scope: workspaceIdOf,
});
const idOf = (params: Call['params']) => `${workspaceIdOf(params)}/providers/${type}/${params.id ?? ''}`;

/** Sentinel's alert rules and the templates they are made from. Rules show a change at once. */
export const alertRuleRoutes: readonly Route[] = [
  {
    ...common,
    name: 'alertRules.list',
    method: 'GET',
    path: `${sentinelPath}/alertRules`,
    needs: needs('alertRules/read'),
    handle(call) {
      const workspace = sentinelWorkspaceOf(call);
      const mine = call.world.rules
        .all()
        .filter(({ workspaceId }) => workspaceId.toLowerCase() === workspace.id.toLowerCase());
      return pageOf(call.request, mine.map(ruleJson), call.world.settings.pageSize);
    },
  },
  {
    ...common,
    name: 'alertRules.get',
    method: 'GET',
    path: `${sentinelPath}/alertRules/{id}`,
    needs: needs('alertRules/read'),
    handle(call) {
      sentinelWorkspaceOf(call);
      const rule = call.world.rules.get(idOf(call.params));
      if (!rule) throw notFound('Alert rule', call.params.id ?? '');
      return ok(ruleJson(rule));
    },
  },
  {
    ...common,
    name: 'alertRules.put',
    method: 'PUT',
    path: `${sentinelPath}/alertRules/{id}`,
    needs: needs('alertRules/write'),
    takesBody: true,
    handle: put,
  },
  {
    ...common,
    name: 'alertRules.delete',
    method: 'DELETE',
    path: `${sentinelPath}/alertRules/{id}`,
    needs: needs('alertRules/delete'),
    handle(call) {
      sentinelWorkspaceOf(call);
      return { status: call.world.change(() => call.world.rules.remove(idOf(call.params))) ? 200 : 204 };
    },
  },
  {
    ...common,
    name: 'alertRuleTemplates.list',
    method: 'GET',
    path: `${sentinelPath}/alertRuleTemplates`,
    needs: needs('alertRuleTemplates/read'),
    handle(call) {
      const templates = ruleTemplates(sentinelWorkspaceOf(call).id);
      return pageOf(call.request, templates, call.world.settings.pageSize);
    },
  },
  {
    ...common,
    name: 'alertRuleTemplates.get',
    method: 'GET',
    path: `${sentinelPath}/alertRuleTemplates/{id}`,
    needs: needs('alertRuleTemplates/read'),
    handle(call) {
      const templates = ruleTemplates(sentinelWorkspaceOf(call).id);
      const template = templates.find(({ name }) => name === call.params.id?.toLowerCase());
      if (!template) throw notFound('Alert rule template', call.params.id ?? '');
      return ok(template);
    },
  },
];

function put(call: Call): Answer {
  sentinelWorkspaceOf(call);
  const { world, params, body } = call;
  const { kind, etag, properties } = parseBody(rulePut, body);
  if (world.settings.defenderPortal)
    throw badRequest(
      'Microsoft incident creation rules are not available for workspaces onboarded to the Microsoft Defender portal.',
    );
  const whole = {
    severitiesFilter: null,
    displayNamesFilter: null,
    displayNamesExcludeFilter: null,
    description: null,
    alertRuleTemplateName: null,
    ...properties,
    lastModifiedUtc: world.clock.now().toISOString(),
  };
  return putSentinelRecord(
    call,
    { id: idOf(params), kind, etag, properties: whole },
    { records: world.rules, noun: 'alert rule', toJson: ruleJson },
  );
}

function notFound(what: string, id: string): Error {
  return armError(404, 'NotFound', `${what} '${id}' does not exist.`);
}

function ruleJson({ id, name, kind, etag, properties }: SentinelRecord): Record<string, unknown> {
  return { id, name, etag, type, kind, properties };
}
