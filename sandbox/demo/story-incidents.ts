import type { Step } from './step.ts';
import { click, frame, gap, operator, say, sees } from './story-words.ts';

/** Sentinel makes incidents of alerts, and stops that again. */
export const incidentSteps: readonly Step[] = [
  {
    title: 'Do alerts make incidents?',
    ...operator,
    act: say('incidents'),
    promised: [
      sees('that they do not', frame('Incidents from Defender for IoT alerts', '⚪ Incidents are off')),
      sees('why not', /There is no rule for Defender for IoT alerts yet/),
    ],
    never: gap,
  },
  {
    title: 'She asks for incidents of the grave ones',
    ...operator,
    act: say('incidents on high medium'),
    promised: [
      sees('that nothing is changed yet', frame('Sentinel incidents', '👀 Preview, nothing is changed yet')),
      sees('the severities', /Severities: High and Medium/),
      sees('the button that does it', /\[ Turn on \]/),
    ],
  },
  {
    title: 'She confirms',
    ...operator,
    act: click(/^Turn on$/),
    promised: [
      sees(
        'that they are on, as Azure shows it',
        frame('Sentinel incidents', '✅ Incidents turned on, confirmed by Azure'),
      ),
      sees('the severities', /Severities: High and Medium/),
    ],
    never: /\[ Turn on \]/,
  },
  {
    title: 'She turns them off again',
    ...operator,
    act: say('incidents off'),
    promised: [
      sees('that nothing is changed yet', frame('Sentinel incidents', '👀 Preview, nothing is changed yet')),
      sees('what stays', /Alerts still arrive, and incidents that exist stay/),
      sees('the button that does it', /\[ Turn off \]/),
    ],
  },
  {
    title: 'She confirms that, too',
    ...operator,
    act: click(/^Turn off$/),
    promised: [
      sees(
        'that they are off, as Azure shows it',
        frame('Sentinel incidents', '✅ Incidents turned off, confirmed by Azure'),
      ),
    ],
    never: /\[ Turn off \]/,
  },
];
