import type { Actor } from './actor.ts';

/** Somebody as Hubwatch remembers them: for cards, the audit, and to know them again. */
export interface Person {
  /** Entra tenant id, lower case. */
  tenantId: string;
  /** Entra object id, lower case. What "the same person" means. */
  objectId: string;
  /** Display name at that time: for people to read, never for decisions. */
  name: string;
}

/** The part of an actor that is remembered. */
export function personOf({ tenantId, objectId, name }: Actor): Person {
  return { tenantId, objectId, name };
}

/** True when both are the same account of the same organisation. */
export function samePerson(a: Person, b: Person): boolean {
  return a.objectId.toLowerCase() === b.objectId.toLowerCase() && a.tenantId === b.tenantId;
}
