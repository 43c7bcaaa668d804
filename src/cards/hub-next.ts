import { type Hub, hasStandardTier } from '../domain/hub.ts';
import { button, type CardAction } from './buttons.ts';

/** The button that brings a hub one step further: connect it, or else enable Defender on it; none when both are done. */
export function hubNextButton(hub: Hub): CardAction | undefined {
  return connectButton(hub) ?? enableButton(hub);
}

/** Connects a hub that is not connected. */
export function connectButton(hub: Hub): CardAction | undefined {
  return hub.connection === 'not connected'
    ? button('Connect', 'connect', { targets: [hub.id] }, { place: 'chat' })
    : undefined;
}

/** Enables Defender on a hub that has it off and whose tier can have it. */
export function enableButton(hub: Hub): CardAction | undefined {
  return hub.defender === 'off' && hasStandardTier(hub)
    ? button('Enable Defender', 'enable', { hub: hub.id }, { place: 'chat' })
    : undefined;
}
