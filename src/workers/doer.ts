import type { CallScope } from '../domain/call-scope.ts';
import type { ChangePlan } from '../domain/change-plan.ts';
import { type ConnectionsDoerNeeds, doConnections } from './do-connections.ts';
import { doEnable, type EnableDoerNeeds } from './do-enable.ts';
import { doIncidents, type IncidentsDoerNeeds } from './do-incidents.ts';

/** What is found when an item of a plan is looked at right before it is done. */
export type Found =
  | 'as planned'
  /** The goal is reached already, whoever did it. */
  | 'nothing to do'
  /** Something that the preview showed is different now: the requester has to look again. */
  | 'outdated';

/**
 * Carries out one plan. Items are named by their index. `look` and `shown` read past everything that is kept; they
 * throw `AzureError`, and `UserError` for what cannot be done at all.
 */
export interface Doer {
  look(item: number, scope: CallScope): Promise<Found>;
  /**
   * Sends what there is to send, once. Throws `AzureError`, whose kind tells whether it may have been done, and
   * `PartlyDone`.
   */
  write(item: number, scope: CallScope): Promise<void>;
  /** Which of these items Azure shows as done. */
  shown(items: readonly number[], scope: CallScope): Promise<ReadonlySet<number>>;
}

/** What the doers of all kinds need. */
export type DoerNeeds = ConnectionsDoerNeeds & EnableDoerNeeds & IncidentsDoerNeeds;

/** The doer of a plan. */
export function doerOf(plan: ChangePlan, needs: DoerNeeds): Doer {
  switch (plan.kind) {
    case 'connect':
    case 'disconnect':
      return doConnections(plan, needs);
    case 'enable':
      return doEnable(plan, needs);
    case 'incidents on':
    case 'incidents off':
      return doIncidents(plan, needs);
  }
}
