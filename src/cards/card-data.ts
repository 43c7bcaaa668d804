import type { CardAction } from './buttons.ts';
import type { ApprovalsData, ChangeData, IncidentsData } from './change-data.ts';
import type { SubscriptionsData } from './subscriptions-data.ts';
import type { CardTime } from './times.ts';

// One type per template in cards/. All text is finished here: templates hold layout and fixed words only.
// Data appears in TextRuns, which know no markdown; in TextBlocks only as `heading`, `label` and `mark`
// (cleaned of markdown by normalise.ts) and as `iso` times.

/**
 * Colours of text that cards use; each goes with a word or sign, never alone. Teams' green and yellow are too
 * pale to read on white, so only what needs somebody is coloured.
 */
export type Color = 'default' | 'attention' | 'accent';

/** Background of a framed part. */
export type FrameStyle = 'emphasis' | 'good' | 'warning' | 'attention' | 'accent';

/** One line of text. */
export interface Line {
  text: string;
}

/** A part that is there or not: a list of one or none of these. */
export interface Section {
  heading: string;
  lines: readonly Line[];
}

/** A labelled value, with what it means below it. */
export interface Fact {
  label: string;
  value: string;
  color: Color;
  /** Empty when nothing needs explaining. */
  meaning: string;
}

/** What every card has. */
export interface Common {
  /** The card in one plain line: notification text and `fallbackText`. */
  summary: string;
  buttons: readonly CardAction[];
}

/** `cards/hubs.json`. */
export interface HubsData extends Common {
  counts: string;
  filters: readonly Line[];
  gaps: readonly Line[];
  rows: readonly HubRow[];
  hint: string;
  times: readonly CardTime[];
}

/** A hub in a list. */
export interface HubRow {
  name: string;
  place: string;
  defender: string;
  defenderColor: Color;
  connection: string;
  connectionColor: Color;
  data: string;
  dataColor: Color;
  open: CardAction;
}

/** `cards/hub.json`. */
export interface HubData extends Common {
  name: string;
  place: string;
  facts: readonly Fact[];
  gaps: readonly Line[];
  alertSections: readonly AlertSection[];
  times: readonly CardTime[];
}

/** The newest alerts of a hub, or a line that says why there are none. */
export interface AlertSection {
  heading: string;
  lines: readonly Line[];
  rows: readonly AlertRow[];
}

/** An alert in a list. */
export interface AlertRow {
  severity: string;
  severityColor: Color;
  name: string;
  where: string;
  when: string;
  times: readonly CardTime[];
  open: CardAction;
}

/** `cards/check.json`. */
export interface CheckData extends Common {
  style: FrameStyle;
  verdict: string;
  why: string;
  hub: string;
  gaps: readonly Line[];
  groups: readonly CheckGroup[];
  next: readonly Section[];
  ask: readonly Section[];
}

/** All that was checked about one subject. */
export interface CheckGroup {
  heading: string;
  items: readonly CheckItem[];
}

/** One prerequisite with its result. */
export interface CheckItem {
  mark: string;
  color: Color;
  title: string;
  detail: string;
  missing: readonly Line[];
}

/** `cards/alerts.json`. */
export interface AlertsData extends Common {
  scope: string;
  counts: readonly { text: string; color: Color }[];
  gaps: readonly Line[];
  lines: readonly Line[];
  rows: readonly AlertRow[];
  times: readonly CardTime[];
}

/** `cards/alert.json`. */
export interface AlertData extends Common {
  severity: string;
  severityColor: Color;
  name: string;
  facts: readonly Fact[];
  times: readonly CardTime[];
  sections: readonly Section[];
  id: string;
}

/** `cards/audit.json`. */
export interface AuditData extends Common {
  scope: string;
  lines: readonly Line[];
  rows: readonly AuditRow[];
  footer: string;
  times: readonly CardTime[];
}

/** An entry of the audit in a list. */
export interface AuditRow {
  what: string;
  /** Empty when `what` has said it all. */
  outcome: string;
  /** Who decided; empty when that was the same person, or nobody. */
  decided: string;
  times: readonly CardTime[];
}

/** `cards/status.json`. */
export interface StatusData extends Common {
  style: FrameStyle;
  verdict: string;
  services: readonly { mark: string; color: Color; name: string; detail: string }[];
  lines: readonly Line[];
  times: readonly CardTime[];
}

/** `cards/help.json`: all commands, or one. */
export interface HelpData extends Common {
  heading: string;
  intro: string;
  commands: readonly { usage: string; summary: string; open: CardAction }[];
  sections: readonly Section[];
}

/** `cards/welcome.json`. */
export interface WelcomeData extends Common {
  intro: string;
  lines: readonly Line[];
  sections: readonly Section[];
}

/** `cards/message.json`: errors, refusals, suggestions, progress. */
export interface MessageData extends Common {
  style: FrameStyle;
  mark: string;
  heading: string;
  lines: readonly Line[];
  details: readonly Fact[];
  ask: readonly Section[];
  times: readonly CardTime[];
  /** The correlation id, when there is something to look up. */
  footer: string;
}

/** Template name → its data. */
export interface CardDataByName {
  hubs: HubsData;
  hub: HubData;
  check: CheckData;
  alerts: AlertsData;
  alert: AlertData;
  audit: AuditData;
  status: StatusData;
  help: HelpData;
  welcome: WelcomeData;
  message: MessageData;
  change: ChangeData;
  approvals: ApprovalsData;
  incidents: IncidentsData;
  subscriptions: SubscriptionsData;
}

/** A template in `cards/`, without `.json`. */
export type CardName = keyof CardDataByName;
