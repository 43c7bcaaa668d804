/** What the bot answered. */
export interface BotAnswer {
  status: number;
  /** Parsed when it is JSON, the text otherwise; undefined when empty. */
  body: unknown;
}

/** Posts an activity to the bot, as the Bot Connector does. */
export async function postToBot(
  url: string,
  activity: unknown,
  token: string | undefined,
): Promise<BotAnswer> {
  const response = await fetch(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
    },
    body: typeof activity === 'string' ? activity : JSON.stringify(activity),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
