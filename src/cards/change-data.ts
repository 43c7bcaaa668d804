import type { CardAction } from './buttons.ts';
import type { Color, Common, Fact, FrameStyle, Line } from './card-data.ts';
import type { CardTime } from './times.ts';

// The data of the cards of changes; card-data.ts has the rules.

/** `cards/change.json`: a change in any of its states. */
export interface ChangeData extends Common {
  notices: readonly Line[];
  heading: string;
  style: FrameStyle;
  verdict: string;
  why: readonly Line[];
  title: string;
  intro: string;
  items: readonly ChangeItem[];
  warnings: readonly Line[];
  /** Good to know. */
  notes: readonly Line[];
  facts: readonly ChangeFact[];
  times: readonly CardTime[];
  /** The correlation id, when there is something to look up. */
  footer: string;
  /** Fields to fill in, for who decides: a list of one or none. */
  inputs: readonly { title: string }[];
}

/** One item of a plan: what happens to it, or how it went. */
export interface ChangeItem {
  /** Empty when the card's title names it already. */
  name: string;
  place: string;
  /** Sign and words of its state. */
  mark: string;
  color: Color;
  /** What was found or what went wrong; may be empty. */
  result: string;
  lines: readonly Line[];
}

/** A labelled value with its moment, or without. */
export interface ChangeFact extends Omit<Fact, 'color'> {
  times: readonly CardTime[];
}

/** `cards/approvals.json`. */
export interface ApprovalsData extends Common {
  counts: string;
  groups: readonly { heading: string; rows: readonly ApprovalRow[]; rest: readonly Line[] }[];
  lines: readonly Line[];
  times: readonly CardTime[];
}

/** A request in a list. */
export interface ApprovalRow {
  title: string;
  who: string;
  /** What goes on by itself once this is done; empty for nothing. */
  goesOn: string;
  times: readonly CardTime[];
  open: CardAction;
}

/** `cards/incidents.json`. */
export interface IncidentsData extends Common {
  style: FrameStyle;
  verdict: string;
  why: readonly Line[];
  gaps: readonly Line[];
  workspaces: readonly WorkspaceIncidents[];
  notes: readonly Line[];
  times: readonly CardTime[];
}

/** The incident rules of one workspace. */
export interface WorkspaceIncidents {
  name: string;
  lines: readonly Line[];
  rules: readonly { mark: string; name: string; lines: readonly Line[] }[];
  warnings: readonly Line[];
}
