import type { Person } from '../world/people.ts';
import type { NewPerson } from './connector.ts';

/** Somebody of a story as Teams knows them. */
export function asChatPerson({ name, objectId, upn, guest }: Person, tenantId: string): NewPerson {
  return { name, objectId, tenantId, upn, role: guest ? 'guest' : 'user' };
}
