import { button, type CardAction } from '../../src/cards/buttons.ts';
import type { CardDataByName } from '../../src/cards/card-data.ts';

const iso = '2026-11-23T11:48:00Z';
const open: CardAction = button('Open', 'hub', { hub: 'plant-7' }, { place: 'chat' });
const link: CardAction = {
  type: 'Action.OpenUrl',
  title: 'Guide',
  url: 'https://learn.microsoft.com/azure/',
};
const buttons = [open, link];
const times = [{ label: 'As of', iso }];
const lines = [{ text: 'A line.' }, { text: 'Another line.' }];
const sections = [{ heading: 'A section', lines }];
const facts = [{ label: 'Label', value: 'Value', color: 'attention' as const, meaning: 'What it means.' }];
const alertRow = {
  severity: '🔴 High',
  severityColor: 'attention' as const,
  name: 'Expired SAS Token',
  where: 'plant-7 · device press-12',
  when: 'Last seen 12 min ago · New',
  times,
  open,
};

/** Data for every template with every field filled, so that a test can break each field in turn. */
export const cardSamples: CardDataByName = {
  hubs: {
    summary: 'IoT hubs',
    counts: '2 of 5 hubs.',
    filters: [{ text: '“plant”' }],
    gaps: [{ text: 'connection state (Sentinel is busy)' }],
    rows: [
      {
        name: 'plant-7',
        place: 'Plants · rg · westeurope',
        defender: '🟢 Defender on',
        defenderColor: 'attention',
        connection: '🟠 Not connected',
        connectionColor: 'accent',
        data: '⚪ No alerts seen',
        dataColor: 'default',
        open,
      },
    ],
    hint: 'Select a hub.',
    times,
    buttons,
  },
  hub: {
    summary: 'IoT hub plant-7',
    name: 'plant-7',
    place: 'Plants · rg',
    facts,
    gaps: lines,
    alertSections: [{ heading: 'Newest alerts', lines, rows: [alertRow] }],
    times,
    buttons,
  },
  check: {
    summary: 'Not ready',
    style: 'attention',
    verdict: '❌ Not ready',
    why: '1 of 12 checks failed.',
    hub: 'plant-7',
    gaps: lines,
    groups: [
      {
        heading: 'You',
        items: [
          {
            mark: '❌ Missing',
            color: 'attention',
            title: 'Workspace',
            detail: 'Not allowed.',
            missing: lines,
          },
        ],
      },
    ],
    next: sections,
    ask: sections,
    buttons,
  },
  alerts: {
    summary: '2 alerts',
    scope: '2 alerts in the last 24 hours.',
    counts: [{ text: '🔴 High: 2', color: 'attention' }],
    gaps: lines,
    lines,
    rows: [alertRow],
    times,
    buttons,
  },
  alert: {
    summary: 'High alert',
    severity: '🔴 High',
    severityColor: 'attention',
    name: 'Expired SAS Token',
    facts,
    times,
    sections,
    id: '0f8fad5b',
    buttons,
  },
  audit: {
    summary: '12 entries',
    scope: '12 entries in the last 7 days.',
    lines,
    rows: [
      {
        what: 'Arjun Mehta approved: enable Defender for IoT on plant-7',
        outcome: 'Reason: agreed by phone',
        decided: 'Decided by Arjun Mehta',
        times,
      },
    ],
    footer: 'Newest entry of all: 128, hash 3f1c0a9d8e7b',
    times,
    buttons,
  },
  status: {
    summary: 'All answer',
    style: 'good',
    verdict: '✅ All 7 services answer.',
    services: [{ mark: '✅ OK', color: 'attention', name: 'Microsoft Sentinel', detail: '12 ms' }],
    lines,
    times,
    buttons,
  },
  help: {
    summary: 'Help',
    heading: 'What Hubwatch can do',
    intro: 'Type a command.',
    commands: [{ usage: 'hubs [filter]', summary: 'List hubs.', open }],
    sections,
    buttons,
  },
  welcome: { summary: 'Welcome', intro: 'Hubwatch shows hubs.', lines, sections, buttons },
  message: {
    summary: 'A message',
    style: 'warning',
    mark: '⚠️',
    heading: 'That did not work',
    lines,
    details: facts,
    ask: sections,
    times,
    footer: 'Reference: 1',
    buttons,
  },
  change: {
    summary: 'Waiting for approval',
    notices: lines,
    heading: 'Approval request',
    style: 'accent',
    verdict: '⏳ Waiting for approval',
    why: lines,
    title: 'Enable Defender for IoT on plant-7',
    intro: 'Defender for IoT then watches this hub.',
    items: [
      {
        name: 'plant-7',
        place: 'Plants · rg',
        mark: '❌ Failed',
        color: 'attention',
        result: 'Azure refused it.',
        lines,
      },
    ],
    warnings: lines,
    notes: lines,
    facts: [{ label: 'Asked by', value: 'Ada Operator', meaning: '“as agreed”', times }],
    times,
    footer: 'Reference: 1',
    inputs: [{ title: 'Reason (optional)' }],
    buttons,
  },
  approvals: {
    summary: 'Two requests',
    counts: '2 requests wait.',
    groups: [
      {
        heading: 'Asked by you',
        rows: [
          {
            title: 'Enable Defender for IoT on plant-7',
            who: 'Ada, 10 min ago',
            goesOn: 'Then: Connect Plants',
            times,
            open,
          },
        ],
        rest: lines,
      },
    ],
    lines,
    times,
    buttons,
  },
  incidents: {
    summary: 'Incidents are on',
    style: 'good',
    verdict: '✅ Incidents are on',
    why: lines,
    gaps: lines,
    workspaces: [
      {
        name: 'sentinel-main',
        lines,
        rules: [{ mark: '🟢 On', name: '“Create incidents”', lines }],
        warnings: lines,
      },
    ],
    notes: lines,
    times,
    buttons,
  },
  subscriptions: {
    summary: 'One subscription',
    heading: 'Subscriptions',
    counts: '1 subscription and 1 mute.',
    groups: [
      {
        heading: 'Posted here',
        rows: [{ title: '1. High alerts', kept: '12 alerts kept back.', who: 'By Ada Operator', times }],
        rest: lines,
      },
    ],
    lines,
    times,
    buttons,
  },
};
