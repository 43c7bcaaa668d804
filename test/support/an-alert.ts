import type { Alert } from '../../src/domain/alert.ts';
import { aWorkspace } from './a-call.ts';
import { aHub } from './a-hub.ts';

/** A new, medium alert of the hub `plant-7`; override what matters. */
export function anAlert(over: Partial<Alert> = {}): Alert {
  const hub = aHub();
  return {
    id: '0f8fad5b-d9cb-469f-a165-70867728950e',
    name: 'Expired SAS Token',
    type: 'IoT_Expired_SAS_Token',
    severity: 'Medium',
    status: 'New',
    description: 'A device used a SAS token that has expired.',
    hubId: hub.id,
    hubName: hub.name,
    device: 'press-12',
    firstSeen: new Date('2026-11-23T10:00:00.500Z'),
    lastSeen: new Date('2026-11-23T11:48:00.123Z'),
    updatedAt: new Date('2026-11-23T11:50:00Z'),
    product: 'Azure Security Center for IoT',
    remediation: ['Check whether the device is the one you think it is.', 'Give it a new token.'],
    link: 'https://portal.azure.com/#blade/Microsoft_Azure_Security/AlertBlade/alertId/1',
    workspaceId: aWorkspace().id,
    ...over,
  };
}
