import type { Story } from './story.ts';
import { loadStory } from './story.ts';

/** Somebody who can talk to the bot. */
export interface Person {
  /** Short name in the story, for example `operator`. */
  key: string;
  /** Display name. */
  name: string;
  /** Entra object id. */
  objectId: string;
  /** Sign-in name. */
  upn: string;
  /** What the person's Azure roles allow, in one line. */
  summary: string;
  /** True for a guest in Teams: somebody of another organisation. */
  guest: boolean;
}

/** The people of a story. */
export function peopleOf(story: Story): readonly Person[] {
  return story.people.map(({ key, name, objectId, upn, summary, guest }) => ({
    ...{ key, name, objectId, upn, summary, guest },
  }));
}

/** The people of the `plant` story, the one that the sandbox plays unless told otherwise. */
export const people: readonly Person[] = peopleOf(loadStory('plant'));
