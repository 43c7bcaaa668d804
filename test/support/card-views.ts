import { alertCard } from '../../src/cards/alert-card.ts';
import { alertsCard } from '../../src/cards/alerts-card.ts';
import { auditCard } from '../../src/cards/audit-card.ts';
import { checkCard } from '../../src/cards/check-card.ts';
import { commandHelpCard, helpCard } from '../../src/cards/help-card.ts';
import { hubCard } from '../../src/cards/hub-card.ts';
import { hubsCard } from '../../src/cards/hubs-card.ts';
import { messageCard, missingRightsCard } from '../../src/cards/message-card.ts';
import { statusCard } from '../../src/cards/status-card.ts';
import { welcomeCard } from '../../src/cards/welcome-card.ts';
import type { Hub } from '../../src/domain/hub.ts';
import type { Reply } from '../../src/domain/reply.ts';
import { changeViews } from '../cards/change-views.ts';
import { noticeViews } from '../cards/notice-views.ts';
import { subscriptionViews } from '../cards/subscription-views.ts';
import { aWorkspace } from './a-call.ts';
import { aHub } from './a-hub.ts';
import { anAlert } from './an-alert.ts';

/** Noon, the time of all sample cards. */
export const noon = new Date('2026-11-23T12:00:00Z');

const links = {
  hub: 'https://portal.azure.com/#@t/resource/hub/overview',
  connectors: 'https://portal.azure.com/#view/Microsoft_Azure_Security_Insights/connectors',
};
const hub = aHub();
const askedBy = { name: 'Ada Operator', objectId: '33333333-3333-4333-8333-333333333333' };
const write = { action: 'Microsoft.Devices/iotHubs/write', scope: hub.id, role: 'Contributor' };
const bySeverity = { High: 1, Medium: 12, Low: 0, Informational: 3 };
const none = { High: 0, Medium: 0, Low: 0, Informational: 0 };
const hubs: readonly Hub[] = [
  hub,
  aHub({ name: 'plant-8', defender: 'off', connection: 'not connected', data: { kind: 'never' } }),
  aHub({ name: 'plant-9', defender: 'unknown', connection: 'unknown', data: { kind: 'unknown' } }),
];
const entry = {
  name: 'hubs',
  aliases: ['list hubs'],
  usage: 'hubs [filter] [page]',
  summary: 'List IoT hubs.',
  examples: ['hubs not connected'],
};
const gap = [
  {
    workspace: aWorkspace({ name: 'sentinel-two' }),
    why: 'Azure role assignments is busy and asks to wait.',
  },
];
const hubsView = {
  hubs,
  matching: 20,
  total: 5_000,
  subscriptions: 800,
  page: 2,
  pages: 3,
  filter: '“plant”',
  args: { words: ['plant'] },
  goodNews: '',
  gaps: [{ part: 'connection state', why: 'Microsoft Sentinel is busy' }] as const,
  notAsked: [],
  readAt: noon,
  now: noon,
};
const alertsView = {
  alerts: [anAlert({ severity: 'High' }), anAlert({ severity: 'Low', status: 'InProgress' })],
  total: 16,
  bySeverity,
  hours: 24,
  hubName: 'plant-7',
  severities: ['High', 'Low'] as const,
  page: 1,
  pages: 2,
  cut: false,
  args: { hub: hub.id, severities: ['High', 'Low'], hours: 24 },
  logsUrl: 'https://portal.azure.com/#@t/blade/Logs.ReactView/q/H4sIAAAA',
  notAsked: [],
  now: noon,
};

const priya = { tenantId: 't', objectId: 'p', name: 'Priya Nair' };
const arjun = { tenantId: 't', objectId: 'a', name: 'Arjun Mehta' };
const enabling = {
  what: 'enable',
  on: ['ctso-fld-windfarm'],
  ids: [],
  change: 'c1',
  correlationId: '5',
  at: new Date('2026-11-23T11:50:00Z'),
  hash: 'ab'.repeat(32),
};
const auditView = {
  entries: [
    { ...enabling, seq: 128, event: 'ended', actor: undefined, decidedBy: arjun, outcome: 'confirmed' },
    {
      ...enabling,
      seq: 127,
      event: 'approved',
      actor: arjun,
      decidedBy: arjun,
      outcome: 'approved: as agreed',
    },
    { ...enabling, seq: 126, event: 'asked', actor: priya, outcome: 'waits for an approver' },
  ] as const,
  total: 11,
  about: undefined,
  hours: 168,
  page: 1,
  pages: 2,
  args: { hours: 168 },
  upTo: 128,
  newest: { seq: 128, hash: enabling.hash },
  now: noon,
};

/** One card of each kind in each of its states, by the name of its golden file. */
export const cardViews: Readonly<Record<string, () => Reply>> = {
  hubs: () => hubsCard(hubsView),
  'hubs-none': () =>
    hubsCard({
      ...hubsView,
      hubs: [],
      matching: 0,
      total: 0,
      subscriptions: 0,
      page: 1,
      pages: 1,
      filter: '',
      args: {},
      gaps: [],
    }),
  'hubs-good-news': () =>
    hubsCard({
      ...hubsView,
      hubs: [],
      matching: 0,
      page: 1,
      pages: 1,
      filter: 'not connected',
      args: { words: [], connection: 'not connected' },
      goodNews: 'All 5,000 hubs are connected.',
      gaps: [],
    }),
  hub: () =>
    hubCard({
      hub,
      detail: {
        solutionName: 'soc',
        solutionStatus: 'Enabled',
        provisioningState: 'Succeeded',
        units: 2,
        sku: 'S1',
      },
      alerts: { kind: 'read', alerts: [anAlert()], days: 7, notAsked: [] },
      gaps: [],
      notAsked: [],
      notes: [],
      links,
      readAt: noon,
      now: noon,
    }),
  'hub-in-parts': () =>
    hubCard({
      hub: aHub({
        name: 'plant-9',
        defender: 'off',
        connection: 'unknown',
        data: { kind: 'unknown' },
        tier: 'Basic',
        state: '',
      }),
      detail: undefined,
      alerts: { kind: 'not read', why: 'Log Analytics could not be asked just now.' },
      gaps: hubsView.gaps,
      notAsked: gap,
      notes: ['Size of this hub'],
      links,
      readAt: noon,
      now: noon,
    }),
  'check-ready': () =>
    checkCard({
      hub,
      prerequisites: [
        {
          subject: 'you',
          title: 'IoT hub: read and write',
          result: 'pass',
          needed: true,
          missing: [],
          detail: 'Allowed.',
        },
      ],
      notAsked: [],
      askedBy,
      connectorsUrl: links.connectors,
    }),
  'check-not-ready': () =>
    checkCard({
      hub: aHub({ defender: 'off', connection: 'not connected' }),
      prerequisites: [
        {
          subject: 'you',
          title: 'IoT hub: read and write',
          result: 'fail',
          needed: true,
          missing: [write],
          detail: 'Not allowed.',
        },
        {
          subject: 'bot',
          title: 'IoT hub: read and write',
          result: 'fail',
          needed: true,
          missing: [write],
          detail: 'Not allowed.',
        },
        {
          subject: 'sentinel',
          title: 'Licence',
          result: 'unknown',
          needed: true,
          missing: [],
          detail: 'Sentinel did not say.',
        },
      ],
      notAsked: [],
      askedBy,
      connectorsUrl: links.connectors,
    }),
  alerts: () => alertsCard(alertsView),
  'alerts-none': () =>
    alertsCard({
      ...alertsView,
      alerts: [],
      total: 0,
      bySeverity: none,
      hubName: undefined,
      severities: [],
      pages: 1,
      args: { severities: [], hours: 24 },
    }),
  'alerts-none-of-some': () =>
    alertsCard({ ...alertsView, alerts: [], total: 0, bySeverity: none, pages: 1, notAsked: gap }),
  alert: () => alertCard({ alert: anAlert(), workspaceUrl: links.connectors, now: noon }),
  'alert-bare': () =>
    alertCard({
      alert: {
        ...anAlert({ name: '', description: '', remediation: [], type: '', status: 'Unknown' }),
        hubId: undefined,
        hubName: undefined,
        device: undefined,
        link: undefined,
      },
      workspaceUrl: links.connectors,
      now: noon,
    }),
  audit: () => auditCard(auditView),
  'audit-none': () =>
    auditCard({
      ...auditView,
      entries: [],
      total: 0,
      about: 'plant-7',
      pages: 1,
      args: { about: 'plant-7', hours: 168 },
      newest: { seq: 0, hash: '' },
    }),
  status: () =>
    statusCard({
      services: [
        { service: 'Microsoft Entra ID', ok: true, milliseconds: 41.6, detail: '' },
        { service: 'Log Analytics', ok: false, milliseconds: 10_000, detail: 'did not answer in time' },
      ],
      versions: ['Hubwatch 1.0.0', 'Node 24.0.0', 'PostgreSQL 18.6, embedded'],
      startedAt: new Date('2026-11-20T12:00:00Z'),
      askedAt: noon,
      now: noon,
    }),
  help: () => helpCard([entry, { ...entry, name: 'alerts', usage: 'alerts', summary: 'Show alerts.' }]),
  'help-command': () => commandHelpCard(entry, true),
  'welcome-personal': () => welcomeCard('personal'),
  'welcome-channel': () => welcomeCard('channel'),
  message: () =>
    messageCard({
      kind: 'trouble',
      title: 'Microsoft Sentinel could not be used',
      lines: [
        'Microsoft Sentinel has had too many requests and asks to wait.',
        'Please try again in 37 seconds.',
      ],
      next: [{ title: 'Try again', command: 'hubs', place: 'card' }],
      correlationId: '55555555-5555-4555-8555-555555555555',
    }),
  'message-refusal': () =>
    missingRightsCard({
      purpose: 'see alerts',
      workspaces: ['sentinel-main'],
      missing: [write],
      askedBy,
      correlationId: '5',
    }),
  'message-denied': () =>
    missingRightsCard({
      purpose: 'see alerts',
      workspaces: ['sentinel-main'],
      missing: [{ ...write, deniedBy: 'Change freeze' }],
      askedBy,
      correlationId: '5',
    }),
  ...changeViews,
  ...noticeViews,
  ...subscriptionViews,
};
