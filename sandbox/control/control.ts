import type { Fault, Faults } from '../faults.ts';
import type { RequestLog } from '../request-log.ts';
import type { Tokens } from '../tokens.ts';
import type { World, WorldSettings } from '../world/world.ts';
import type { AlertOrders } from './alert-orders.ts';
import { createAlertOrders } from './alert-orders.ts';
import type { Portal } from './portal.ts';
import { createPortal } from './portal.ts';

/** Everything that tests and people can do to the pretend tenant from outside. */
export interface Control extends AlertOrders {
  /** The world's present moment. */
  now(): Date;
  /** Moves the world's clock forward. */
  moveClock(ms: number): void;
  /** Sets trouble for the next calls to a route. */
  addFault(fault: Fault): void;
  clearFaults(): void;
  /** Faults that have not been used up. */
  faults(): readonly Fault[];
  /** Changes to the tenant past the bot. */
  portal: Portal;
  /** Changes how the services answer. */
  set(settings: Partial<WorldSettings>): void;
  /** Makes every token so far unusable, as after a revocation. */
  expireTokens(): void;
  clearRequests(): void;
}

interface ControlNeeds {
  world: World;
  faults: Faults;
  tokens: Tokens;
  log: RequestLog;
}

/** Makes the control of a sandbox. */
export function createControl({ world, faults, tokens, log }: ControlNeeds): Control {
  return {
    ...createAlertOrders(world),
    now: () => world.clock.now(),
    moveClock: (ms) => world.clock.move(ms),
    addFault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    faults: () => faults.list(),
    portal: createPortal(world),
    set: (settings) => void Object.assign(world.settings, settings),
    expireTokens: () => tokens.expireAll(),
    clearRequests: () => log.clear(),
  };
}
