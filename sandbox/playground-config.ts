/** A person as the chat window needs to know them. */
export interface WindowPerson {
  /** Display name. */
  name: string;
  /** Entra object id, a true GUID. */
  objectId: string;
  /** User principal name: `maria@contoso.example`. */
  upn: string;
}

/** Who and what a chat window shows. */
export interface WindowConfig {
  /** Short name, unique among the windows; part of its conversation ids: `operator`. */
  key: string;
  tenantId: string;
  /** The person who types in this window. */
  me: WindowPerson;
  /** The others in the window's team and group chat: exactly five, without `me`. */
  others: readonly WindowPerson[];
  teamName: string;
}

// The tool accepts five users besides the current one and no other number: it prints "Listening" and answers
// nothing with 0, 1, 2, 6 or 9, or when the current user is among them (tried with Agents Playground 0.2.28).
const othersWanted = 5;

/** The name people mention: `@Hubwatch`. */
export const botName = 'Hubwatch';

/**
 * The text of `.m365agentsplayground.yml`: JSON, which YAML includes. Every window has its own conversation
 * ids, because all windows talk to one bot. Throws when there are not exactly five others.
 */
export function playgroundConfig(config: WindowConfig): string {
  if (config.others.length !== othersWanted) {
    throw new Error(`A chat window needs exactly ${othersWanted} other people, not ${config.others.length}`);
  }
  return JSON.stringify(
    {
      version: '0.1.1',
      tenantId: config.tenantId,
      bot: { id: '28:4a5f0d0e-0b0c-4a53-9d0b-6f1f6f1b0001', name: botName },
      currentUser: user(config.me),
      users: config.others.map(user),
      personalChat: { id: `a:${config.key}-personal` },
      groupChat: { id: `19:${config.key}-group@thread.v2`, name: 'Plant shift' },
      team: {
        id: `19:${config.key}-general@thread.tacv2`,
        name: config.teamName,
        aadGroupId: '4a5f0d0e-0b0c-4a53-9d0b-6f1f6f1b0002',
        // Exactly one, says the tool. It adds General by itself, with the team's own id as in Teams; more can be
        // added in the window ("Mock an Activity").
        channels: [{ id: `19:${config.key}-security@thread.tacv2`, name: 'Security' }],
      },
    },
    undefined,
    2,
  );
}

function user({ name, objectId, upn }: WindowPerson): Record<string, string> {
  const [givenName = name, ...rest] = name.split(' ');
  return {
    id: `29:${objectId}`,
    name,
    // The tool spells this field so.
    userPrincipleName: upn,
    aadObjectId: objectId,
    givenName,
    surname: rest.join(' ') || givenName,
    email: upn,
  };
}
