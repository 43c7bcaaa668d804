/** Whose rights or state a prerequisite is about. */
export type PrerequisiteSubject = 'you' | 'bot' | 'sentinel';

/** One thing that must be true before a hub can be connected, and how to make it true. */
export interface Prerequisite {
  subject: PrerequisiteSubject;
  /** What is checked, in the guide's words: "Workspace: read and write". */
  title: string;
  result: 'pass' | 'fail' | 'unknown';
  /** False for what the guide lists although Azure connects a hub without it. */
  needed: boolean;
  /** Which actions are missing, at which scope. Empty unless `fail` for lack of rights. */
  missing: readonly MissingRight[];
  /** What was found, or what to do; safe to show. */
  detail: string;
}

/** A right that somebody lacks: enough to ask an administrator for it. */
export interface MissingRight {
  /** For example `Microsoft.Devices/iotHubs/write`. */
  action: string;
  /** ARM id of the scope. */
  scope: string;
  /** Built-in role that grants it, with the least else. */
  role: string;
  /**
   * Name of the deny assignment that takes the action away: then no role helps, because deny assignments win
   * (Microsoft Learn, "Understand Azure deny assignments"). Untrusted text, never empty.
   */
  deniedBy?: string;
}
