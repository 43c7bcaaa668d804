import type { Answer } from '../http/answer.ts';
import { ok, Refusal } from '../http/answer.ts';
import { badRequest } from '../http/azure-error.ts';
import { jsonBodyOf } from '../http/check-request.ts';
import { parseBody } from '../http/parse-body.ts';
import type { RawRequest } from '../http/read-request.ts';
import type { RequestLog } from '../request-log.ts';
import type { World } from '../world/world.ts';
import type { Control } from './control.ts';
import type { PortalChange } from './control-bodies.ts';
import { alertChange, clockMove, fault, newAlerts, portalChange, settings, storm } from './control-bodies.ts';
import type { Portal } from './portal.ts';
import { worldView } from './world-view.ts';

/** Answers the control requests of one sandbox. */
export type ControlRoutes = (request: RawRequest, remoteAddress: string | undefined) => Answer;

/** Is this a control path? */
export function isControlPath(path: string): boolean {
  return path === '/_sandbox' || path.startsWith('/_sandbox/');
}

type Handler = (body: unknown) => Answer;

/** Puts the typed control behind `/_sandbox/…`. Only this machine may ask, and no web page. */
export function createControlRoutes(control: Control, world: World, log: RequestLog): ControlRoutes {
  const done = ok({ done: true });
  const routes: Readonly<Record<string, Handler>> = {
    'GET /_sandbox': () => ok({ routes: Object.keys(routes) }),
    'GET /_sandbox/world': () => ok(worldView(world)),
    'GET /_sandbox/requests': () => ok({ requests: log.all }),
    'DELETE /_sandbox/requests': () => after(() => control.clearRequests()),
    'GET /_sandbox/clock': () => ok({ now: control.now() }),
    'POST /_sandbox/clock': (body) => {
      control.moveClock(parseBody(clockMove, body).minutes * 60_000);
      return ok({ now: control.now() });
    },
    'POST /_sandbox/alerts': (body) => ok({ ids: control.addAlerts(parseBody(newAlerts, body)) }),
    'POST /_sandbox/alerts/change': (body) => {
      const { id, ...to } = parseBody(alertChange, body);
      return after(() => control.changeAlert(id, to));
    },
    'POST /_sandbox/storm': (body) => ok({ ids: control.storm(parseBody(storm, body)) }),
    'GET /_sandbox/faults': () => ok({ faults: control.faults() }),
    'POST /_sandbox/faults': (body) => after(() => control.addFault(parseBody(fault, body))),
    'DELETE /_sandbox/faults': () => after(() => control.clearFaults()),
    'POST /_sandbox/settings': (body) => after(() => control.set(parseBody(settings, body))),
    'POST /_sandbox/portal': (body) =>
      ok({ result: change(control.portal, parseBody(portalChange, body)) ?? null }),
    'POST /_sandbox/tokens/expire': () => after(() => control.expireTokens()),
  };
  const after = (work: () => void): Answer => {
    work();
    return done;
  };

  return (request, remoteAddress) => {
    if (!mayAsk(request, remoteAddress))
      return {
        status: 403,
        body: { error: { code: 'Forbidden', message: 'Control requests come from this machine only.' } },
      };
    const handler = routes[`${request.method} ${request.path}`];
    if (!handler) return { status: 404, body: { error: { code: 'NotFound', routes: Object.keys(routes) } } };
    try {
      return handler(request.text === '' ? {} : jsonBodyOf(request));
    } catch (error) {
      if (error instanceof Refusal) return error.answer;
      if (error instanceof RangeError) return badRequest(error.message).answer;
      throw error;
    }
  };
}

/** From a loopback address, under a loopback name (so that no foreign name was pointed here), and by no web page. */
function mayAsk({ headers, host }: RawRequest, remoteAddress: string | undefined): boolean {
  const local = /^(::1|(::ffff:)?127\.\d+\.\d+\.\d+)$/.test(remoteAddress ?? '');
  const named = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host);
  return local && named && headers.origin === undefined;
}

function change(portal: Portal, wanted: PortalChange): unknown {
  switch (wanted.do) {
    case 'enableDefender':
      return portal.enableDefender(wanted.hub);
    case 'disableDefender':
      return portal.disableDefender(wanted.hub);
    case 'connect':
      return portal.connect(wanted.subscription, wanted.workspace);
    case 'disconnect':
      return portal.disconnect(wanted.subscription, wanted.workspace);
    case 'grant':
      return portal.grant(wanted.who, wanted.role, wanted.scope, wanted.condition);
    case 'revoke':
      return portal.revoke(wanted.who, wanted.role, wanted.scope);
    case 'deny':
      return portal.deny(wanted);
    case 'undeny':
      return portal.undeny(wanted.name);
    case 'setHubState':
      return portal.setHubState(wanted.hub, wanted.state);
    case 'removeHub':
      return portal.removeHub(wanted.hub);
    case 'addHub':
      return portal.addHub(wanted);
    case 'solution':
      return portal.solution(wanted.name, wanted);
    case 'addConnector':
      return portal.addConnector(wanted.subscription, wanted);
    case 'setConnector':
      return portal.setConnector(wanted.subscription, wanted.enabled, wanted.workspace);
    case 'defenderForCloud':
      return portal.defenderForCloud(wanted.subscription, wanted.on, wanted.workspace);
    case 'addRule': {
      const { do: _, ...rule } = wanted;
      return portal.addRule(rule);
    }
    case 'editRule': {
      const { do: _, name, ...changes } = wanted;
      return portal.editRule(name, changes);
    }
    case 'removeRule':
      return portal.removeRule(wanted.name);
  }
}
