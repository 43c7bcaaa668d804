import type { Severity } from '../domain/alert.ts';
import type { IncidentRule } from '../domain/incident-rule.ts';
import { namesText } from './names-text.ts';
import { plain } from './text.ts';

// Name filters of a rule; the rest is counted.
const mostFilters = 5;

/** Which severities make incidents: `all`, `High`, `High and Medium`. None given means all. */
export function severitiesText(severities: readonly Severity[] | 'all'): string {
  return severities === 'all' || severities.length === 0 ? 'all' : namesText(severities, severities.length);
}

/** The name filters of a rule, a text each; none when it takes every name. They are untrusted text. */
export function nameFilterTexts({ onlyNames, exceptNames }: IncidentRule): string[] {
  const quoted = (names: readonly string[]) =>
    namesText(
      names.map((name) => `“${plain(name, 80)}”`),
      mostFilters,
    );
  return [
    ...(onlyNames.length > 0 ? [`Only alerts whose name contains: ${quoted(onlyNames)}`] : []),
    ...(exceptNames.length > 0 ? [`Without alerts whose name contains: ${quoted(exceptNames)}`] : []),
  ];
}

/** A rule's name in quotes. */
export function ruleName({ displayName, name }: IncidentRule): string {
  return `“${plain(displayName, 120) || plain(name, 120)}”`;
}
