import type { AuditNote } from '../../src/domain/audit-entry.ts';
import { aTenantId } from './a-call.ts';
import { aHub } from './a-hub.ts';

/** Who asks for changes. */
export const priya = {
  tenantId: aTenantId,
  objectId: 'aaaaaaaa-0000-4000-8000-000000000001',
  name: 'Priya Nair',
};
/** Who agrees to them. */
export const arjun = {
  tenantId: aTenantId,
  objectId: 'bbbbbbbb-0000-4000-8000-000000000002',
  name: 'Arjun Mehta',
};

/** Arjun approved to enable Defender for IoT on plant-7; override what matters. */
export function aNote(over: Partial<AuditNote> = {}): AuditNote {
  return {
    event: 'approved',
    actor: arjun,
    what: 'enable',
    on: ['plant-7'],
    ids: [aHub().id],
    change: 'change-1',
    decidedBy: arjun,
    outcome: 'approved: as agreed',
    correlationId: '55555555-5555-4555-8555-555555555555',
    ...over,
  };
}
