import type { Solutions } from '../azure/solutions.ts';
import { type EnableNeeds, enableItem } from '../changes/plan-enable.ts';
import { sameArmId } from '../domain/arm-id.ts';
import type { EnableItem, EnablePlan } from '../domain/change-plan.ts';
import type { Doer } from './doer.ts';

/** What enabling needs. */
export interface EnableDoerNeeds extends EnableNeeds {
  solutions: Pick<Solutions, 'enable'>;
}

/** Enables Defender for IoT on the hubs of a plan. */
export function doEnable({ items, subscriptionId }: EnablePlan, needs: EnableDoerNeeds): Doer {
  const item = (index: number): EnableItem => {
    const found = items[index];
    if (!found) throw new RangeError('no such item');
    return found;
  };

  return {
    async look(index, scope) {
      const then = item(index);
      const now = enableItem(then.hub, await needs.subscriptionHubs(subscriptionId, scope));
      if (now.step === 'nothing') return 'nothing to do';
      return switchesMore(now, then) ? 'outdated' : 'as planned';
    },

    async write(index, scope) {
      const { hub, solution } = item(index);
      await needs.solutions.enable(
        { solutionId: solution.id, location: hub.location, hubId: hub.id, displayName: solution.name },
        scope,
      );
    },

    async shown(indexes, scope) {
      const { hubs } = await needs.subscriptionHubs(subscriptionId, scope);
      const on = (id: string) => hubs.some((hub) => sameArmId(hub.id, id) && hub.defender === 'on');
      return new Set(indexes.filter((index) => on(item(index).hub.id)));
    },
  };
}

/**
 * Only switching a whole solution on reaches hubs that nobody asked about: then everybody has to have seen them.
 * Other hubs that were added to an enabled solution meanwhile are kept and not touched.
 */
function switchesMore(now: EnableItem, then: EnableItem): boolean {
  if (now.step !== 'switch on') return false;
  if (then.step !== 'switch on' || !sameArmId(now.solution.id, then.solution.id)) return true;
  return now.solution.otherHubs.some((name) => !then.solution.otherHubs.includes(name));
}
