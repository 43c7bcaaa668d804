import { z } from 'zod';
import { type Alert, type Severity, severities } from '../domain/alert.ts';
import { parseArmId } from '../domain/arm-id.ts';
import { isPortalHost } from '../domain/portal-hosts.ts';
import type { Workspace } from '../domain/workspace.ts';

/**
 * A moment in a row. monitor-query turns a missing one into 1970-01-01, so that counts as missing.
 */
const moment = z.date().transform((date) => (date.getTime() === 0 ? undefined : date));
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? '');

/** One row of `latestAlertsQuery` or `oneAlertQuery`. Strings can be absent; times cannot. */
export const AlertRow = z.object({
  SystemAlertId: z.string().min(1),
  Name: text,
  AlertType: text,
  AlertSeverity: text,
  Status: text,
  Description: text,
  ResourceId: text,
  First: moment,
  Last: moment,
  TimeGenerated: z.date(),
  ProductName: text,
  RemediationSteps: text,
  ExtendedProperties: z.unknown(),
  AlertLink: text,
});

/** What `AlertRow` parses to. */
export type AlertRow = z.infer<typeof AlertRow>;

/** Turns a row into an alert. */
export function toAlert(row: AlertRow, workspace: Workspace): Alert {
  const hub = parseArmId(row.ResourceId);
  const isHub = hub?.type.toLowerCase() === 'microsoft.devices/iothubs';
  const device = deviceOf(row.ExtendedProperties);
  const link = knownLink(row.AlertLink);
  return {
    id: row.SystemAlertId,
    name: row.Name || row.AlertType || 'Alert without a name',
    type: row.AlertType,
    severity: severityOf(row.AlertSeverity),
    status: row.Status || 'Unknown',
    description: row.Description,
    ...(isHub ? { hubId: row.ResourceId, hubName: hub.name } : {}),
    ...(device ? { device } : {}),
    firstSeen: row.First ?? row.TimeGenerated,
    lastSeen: row.Last ?? row.TimeGenerated,
    updatedAt: row.TimeGenerated,
    product: row.ProductName,
    remediation: stepsOf(row.RemediationSteps),
    ...(link ? { link } : {}),
    workspaceId: workspace.id,
  };
}

/** Sentinel's spelling of a severity; what it does not know counts as the lowest. */
export function severityOf(value: string): Severity {
  return severities.find((known) => known.toLowerCase() === value.toLowerCase()) ?? 'Informational';
}

// ExtendedProperties is JSON in a string column; the device's key has one spelling in all published rules.
function deviceOf(properties: unknown): string {
  const parsed = z.looseObject({ DeviceId: z.string() }).safeParse(fromJson(properties));
  return parsed.success ? parsed.data.DeviceId : '';
}

// RemediationSteps is a JSON array in a string column; older rows hold plain text.
function stepsOf(steps: string): string[] {
  if (steps.trim() === '') return [];
  const parsed = z.array(z.string()).safeParse(fromJson(steps));
  return (parsed.success ? parsed.data : [steps]).map((step) => step.trim()).filter((step) => step !== '');
}

function fromJson(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return undefined;
  }
}

/** The link when it is https and leads to a portal of Microsoft, else nothing: the row is not to be trusted. */
export function knownLink(link: string): string | undefined {
  if (!URL.canParse(link)) return undefined;
  const url = new URL(link);
  const plain = url.protocol === 'https:' && url.username === '' && url.password === '' && url.port === '';
  return plain && isPortalHost(url.hostname) ? url.href : undefined;
}
