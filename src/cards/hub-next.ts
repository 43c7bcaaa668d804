import { type Hub, hasStandardTier } from '../domain/hub.ts';
import { button, type CardAction } from './buttons.ts';

/** The button that brings a hub one step further: connect it, or else enable Defender on it; none when both are done. */
export function hubNextButton(hub: Hub): CardAction | undefined {
  if (hub.connection === 'not connected') {
    return button('Connect', 'connect', { targets: [hub.id] }, { place: 'chat' });
  }
  return hub.defender === 'off' && hasStandardTier(hub)
    ? button('Enable Defender', 'enable', { hub: hub.id }, { place: 'chat' })
    : undefined;
}
