import type { ChangeItem } from './change-data.ts';
import type { ChangeStage } from './change-stage.ts';

/** How an item is drawn, and what of it is left to its own file. */
export interface ItemOptions {
  stage: ChangeStage;
  /** True when there are others, so that its name has to be said. */
  several: boolean;
  /** Names of hubs that it may show. */
  mostNames: number;
  /** Azure shows it as the plan wants it. */
  confirmed: boolean;
  /** It was not done. */
  failed: boolean;
}

/** What an item is and what happens to it; its progress is added here. */
export type PlannedItem = Pick<ChangeItem, 'name' | 'place' | 'lines'> & {
  /** What the plan does with it, when the lines do not say it; with a sign. */
  planned: string;
};
