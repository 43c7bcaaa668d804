import type { AlertKind, Severity } from './alert-catalogue.ts';
import type { Random } from './random.ts';
import { guidFrom } from './random.ts';

/** A row of the SecurityAlert table: columns by name, dates as Date. */
export type AlertRow = Readonly<Record<string, unknown>>;

/** A row that becomes visible at `ingestedAt`. */
export interface DueRow {
  alertId: string;
  workspaceId: string;
  /** The hub (or other resource) that it comes from, in lower case. */
  sourceId: string;
  ingestedAt: Date;
  row: AlertRow;
}

/** All that stays the same over an alert's life. */
export interface AlertSeed {
  id: string;
  kind: AlertKind;
  severity: Severity;
  resourceId: string;
  resourceName: string;
  device: string | undefined;
  product: string;
  provider: string;
  firstSeen: Date;
  details: Readonly<Record<string, string>>;
}

/** One moment in an alert's life. */
export interface AlertMoment {
  at: Date;
  /** Last detection; grows over an alert's life. */
  lastSeen: Date;
  status: 'New' | 'InProgress' | 'Resolved' | 'Dismissed' | 'Unknown';
  severity: Severity;
  isNew: boolean;
}

const minute = 60_000;

/**
 * The moments of an alert's life: a row when it is made and one for each update. Other updates than status
 * changes are gathered for up to 12 hours (Microsoft Learn: "Defender for IoT and Microsoft Sentinel").
 */
export function momentsOf(seed: AlertSeed, random: Random): readonly AlertMoment[] {
  const start = seed.firstSeen.getTime();
  const moments: AlertMoment[] = [];
  let lastSeen = start + random.below(2 * minute);
  const add = (at: number, status: AlertMoment['status']) =>
    moments.push({
      at: new Date(at),
      lastSeen: new Date(lastSeen),
      status,
      severity: seed.severity,
      isNew: moments.length === 0,
    });
  add(lastSeen, 'New');
  let at = lastSeen;
  if (random.next() < 0.5) {
    at += 20 * minute + random.below(340 * minute);
    lastSeen = at;
    add(at, 'New');
  }
  if (random.next() < 0.35) {
    at += 60 * minute + random.below(420 * minute);
    add(at, 'InProgress');
  }
  if (random.next() < 0.4) {
    at += 480 * minute + random.below(1320 * minute);
    add(at, random.next() < 0.8 ? 'Resolved' : 'Dismissed');
    if (random.next() < 0.15) {
      at += 360 * minute + random.below(840 * minute);
      lastSeen = at;
      add(at, 'New');
    }
  }
  return moments;
}

/** Milliseconds until a row reaches the workspace: a few minutes, for one in twenty some hours. */
export function ingestionDelay(random: Random): number {
  const late = random.next() < 0.05;
  return late ? 120 * minute + random.below(300 * minute) : minute + random.below(3 * minute);
}

/** A resource id in one of the spellings that Azure's services use. */
function spelled(id: string, alertId: string): string {
  const choice = alertId.charCodeAt(0) % 3;
  if (choice === 0) return id.toLowerCase();
  if (choice === 1)
    return id.replace('/resourceGroups/', '/resourcegroups/').replace('/IotHubs/', '/IOTHUBS/');
  return id;
}

/** Where the workspace stands; part of each row. */
interface RowWorkspace {
  customerId: string;
  subscriptionId: string;
  resourceGroup: string;
}

/** The row of one moment, as the SecurityAlert table has it in one workspace. */
export function alertRow(seed: AlertSeed, moment: AlertMoment, workspace: RowWorkspace): AlertRow {
  const properties = {
    ...seed.details,
    ...(seed.device === undefined ? {} : { DeviceId: seed.device }),
    isNew: moment.isNew ? 'True' : 'False',
  };
  return {
    TenantId: workspace.customerId,
    TimeGenerated: moment.at,
    DisplayName: seed.kind.name,
    AlertName: seed.kind.name,
    AlertSeverity: moment.severity,
    Description: seed.kind.description,
    ProviderName: seed.provider,
    VendorName: 'Microsoft',
    VendorOriginalId: guidFrom(`vendor/${seed.id}`),
    SystemAlertId: seed.id,
    ResourceId: spelled(seed.resourceId, seed.id),
    SourceComputerId: '',
    AlertType: seed.kind.type,
    ConfidenceLevel: '',
    ConfidenceScore: null,
    IsIncident: false,
    StartTime: seed.firstSeen,
    EndTime: moment.lastSeen,
    ProcessingEndTime: new Date(moment.at.getTime() + 5_000),
    RemediationSteps: JSON.stringify(seed.kind.steps),
    ExtendedProperties: JSON.stringify(properties),
    Entities: JSON.stringify(entitiesOf(seed)),
    SourceSystem: 'Detection',
    WorkspaceSubscriptionId: workspace.subscriptionId,
    WorkspaceResourceGroup: workspace.resourceGroup,
    ExtendedLinks: '',
    ProductName: seed.product,
    ProductComponentName: '',
    AlertLink: `https://portal.azure.com/#blade/Microsoft_Azure_IoT_Defender/AlertBlade/alertId/${seed.id}`,
    Status: moment.status,
    CompromisedEntity: seed.device ?? seed.resourceName,
    Tactics: seed.severity === 'High' ? 'Execution' : 'InitialAccess',
    Techniques: '',
    SubTechniques: '',
    Type: 'SecurityAlert',
    _BilledSize: 1_500,
    _IsBillable: 'False',
  };
}

function entitiesOf(seed: AlertSeed): unknown[] {
  const hub = { $id: '1', ResourceId: seed.resourceId, Type: 'azure-resource' };
  if (seed.device === undefined) return [hub];
  return [
    hub,
    { $id: '2', DeviceId: seed.device, DeviceName: seed.device, IoTHub: { $ref: '1' }, Type: 'iotdevice' },
  ];
}
