import type { AlertKind, Severity } from './alert-catalogue.ts';
import { alertKinds, foreignKinds } from './alert-catalogue.ts';
import type { AlertSeed } from './alert-rows.ts';
import type { Random } from './random.ts';
import { createRandom } from './random.ts';

/** Something that raises alerts by itself: a hub, or a resource that another product watches. */
export interface AlertSource {
  /** ARM id as Azure spells it. */
  readonly id: string;
  readonly name: string;
  readonly devices: readonly string[];
  /** True for resources of another product whose alerts share the table. */
  readonly foreign: boolean;
  /** Numbers of this source alone, so that one source's alerts do not depend on another's. */
  readonly random: Random;
  /** When the next alert comes (milliseconds); infinite for a quiet source. */
  nextAt: number;
  /** Mean time between alerts in milliseconds; infinite for a quiet source. */
  readonly meanGap: number;
}

const day = 86_400_000;

/** Makes a source that has been raising alerts since `from`. */
export function createSource(
  seed: string,
  about: { id: string; name: string; devices: readonly string[]; alertsPerDay: number; foreign?: boolean },
  from: Date,
): AlertSource {
  const random = createRandom(`${seed}/${about.id.toLowerCase()}`);
  const meanGap = about.alertsPerDay > 0 ? day / about.alertsPerDay : Number.POSITIVE_INFINITY;
  return {
    id: about.id,
    name: about.name,
    devices: about.devices,
    foreign: about.foreign ?? false,
    random,
    nextAt: from.getTime() + gap(random, meanGap),
    meanGap,
  };
}

/** Exponential gaps: alerts come independently of each other. */
function gap(random: Random, mean: number): number {
  return mean === Number.POSITIVE_INFINITY ? mean : -Math.log(1 - random.next()) * mean;
}

/** Moves the source on to its next alert. */
export function advance(source: AlertSource): void {
  source.nextAt += gap(source.random, source.meanGap);
}

/** Names that rows of these alerts have carried; the first is by far the most common. */
export const productNames = [
  'Azure Security Center for IoT',
  'Azure Defender for IoT',
  'Microsoft Defender for IoT',
  'Defender for IoT',
] as const;

/** What an order may fix about an alert; the rest is drawn from the source's numbers. */
export interface AlertWishes {
  kind?: AlertKind;
  severity?: Severity;
  device?: string;
  product?: string;
}

/** Draws the next alert of a source at a moment. */
export function drawAlert(source: AlertSource, at: Date, wishes: AlertWishes = {}): AlertSeed {
  const { random } = source;
  const drawn = random.pick(source.foreign ? foreignKinds : alertKinds);
  const kind = wishes.kind ?? drawn;
  const product = random.next() < 0.9 ? productNames[0] : random.pick(productNames);
  const device = source.devices.length > 0 ? random.pick(source.devices) : undefined;
  return {
    id: random.guid(),
    kind,
    severity: wishes.severity ?? kind.severity,
    resourceId: source.id,
    resourceName: source.name,
    device: wishes.device ?? (kind.about === 'device' ? device : undefined),
    product: wishes.product ?? (source.foreign ? 'Azure Security Center' : product),
    provider: source.foreign ? 'Azure Security Center' : 'IoTSecurity',
    firstSeen: at,
    details: kind.details(random),
  };
}
