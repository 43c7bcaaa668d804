import { z } from 'zod';
import { type Alert, severities } from '../domain/alert.ts';

const moment = z.iso.datetime().transform((text) => new Date(text));

// What the column `body` holds, checked when it is read: another version may have written it.
const AlertJson: z.ZodType<Alert> = z.object({
  id: z.string(),
  name: z.string(),
  type: z.string(),
  severity: z.enum(severities),
  status: z.string(),
  description: z.string(),
  hubId: z.string().exactOptional(),
  hubName: z.string().exactOptional(),
  device: z.string().exactOptional(),
  firstSeen: moment,
  lastSeen: moment,
  updatedAt: moment,
  product: z.string(),
  remediation: z.array(z.string()),
  link: z.string().exactOptional(),
  workspaceId: z.string(),
});

/** Reads an alert from its column. Throws when the text is not what this version writes. */
export function readAlert(text: string): Alert {
  return AlertJson.parse(JSON.parse(text));
}
