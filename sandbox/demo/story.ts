import type { Step } from './step.ts';
import { connectingSteps } from './story-connecting.ts';
import { decliningSteps } from './story-declining.ts';
import { incidentSteps } from './story-incidents.ts';
import { readingSteps } from './story-reading.ts';

// What the demo plays, in chapters. Hubs and people are those of sandbox/stories/plant.json.

/** The demo's story, in order. Later steps click on the answers of earlier ones. */
export const story: readonly Step[] = [
  ...readingSteps,
  ...connectingSteps,
  ...incidentSteps,
  ...decliningSteps,
];
