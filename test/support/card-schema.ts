import { z } from 'zod';

// The part of Adaptive Cards 1.5 that Hubwatch uses, strict: a property or a value that is not here is a
// mistake or a reason to look it up at https://adaptivecards.io/explorer/ and add it. So a checkout alone can
// tell a valid card from an invalid one.

const size = z.enum(['default', 'small', 'medium', 'large', 'extraLarge']);
const weight = z.enum(['default', 'lighter', 'bolder']);
const color = z.enum(['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention']);
const spacing = z.enum(['default', 'none', 'small', 'medium', 'large', 'extraLarge', 'padding']);
const containerStyle = z.enum(['default', 'emphasis', 'good', 'attention', 'warning', 'accent']);

/** Enumerations are compared without regard to case, as the 1.5 schema does. */
const anyCase = <T extends z.ZodType>(type: T) =>
  z.preprocess(
    (value) => (typeof value === 'string' ? value[0]?.toLowerCase() + value.slice(1) : value),
    type,
  );

const common = {
  id: z.string().optional(),
  spacing: anyCase(spacing).optional(),
  separator: z.boolean().optional(),
  isVisible: z.boolean().optional(),
};
const text = {
  text: z.string().min(1),
  size: anyCase(size).optional(),
  weight: anyCase(weight).optional(),
  color: anyCase(color).optional(),
  isSubtle: z.boolean().optional(),
  fontType: z.enum(['default', 'monospace', 'Monospace']).optional(),
};

const submit = z.strictObject({
  type: z.literal('Action.Submit'),
  title: z.string().min(1),
  data: z.record(z.string(), z.unknown()),
});
const execute = z.strictObject({
  type: z.literal('Action.Execute'),
  title: z.string().min(1),
  verb: z.string().min(1),
  data: z.record(z.string(), z.unknown()),
  style: z.enum(['default', 'positive', 'destructive']).optional(),
  fallback: submit,
});
const openUrl = z.strictObject({
  type: z.literal('Action.OpenUrl'),
  title: z.string().min(1),
  url: z.url({ protocol: /^https$/ }),
});
const action = z.discriminatedUnion('type', [execute, openUrl]);

const textRun = z.strictObject({
  type: z.literal('TextRun'),
  ...text,
  highlight: z.boolean().optional(),
  italic: z.boolean().optional(),
});
const textBlock = z.strictObject({
  type: z.literal('TextBlock'),
  ...common,
  ...text,
  wrap: z.boolean(),
  style: z.enum(['default', 'heading']).optional(),
  maxLines: z.int().optional(),
});
const richTextBlock = z.strictObject({
  type: z.literal('RichTextBlock'),
  ...common,
  inlines: z.array(textRun).min(1),
});
const actionSet = z.strictObject({
  type: z.literal('ActionSet'),
  ...common,
  actions: z.array(action).min(1).max(6),
});
const container = z.strictObject({
  type: z.literal('Container'),
  ...common,
  style: anyCase(containerStyle).optional(),
  bleed: z.boolean().optional(),
  selectAction: action.optional(),
  get items(): z.ZodType {
    return z.array(element).min(1);
  },
});
const column = z.strictObject({
  type: z.literal('Column'),
  ...common,
  width: z.union([z.string(), z.number()]).optional(),
  get items(): z.ZodType {
    return z.array(element).min(1);
  },
});
const columnSet = z.strictObject({
  type: z.literal('ColumnSet'),
  ...common,
  columns: z.array(column).min(1),
});
const inputText = z.strictObject({
  type: z.literal('Input.Text'),
  ...common,
  // Under this name the answer comes back.
  id: z.string().min(1),
  label: z.string().min(1),
  maxLength: z.int().positive(),
  isMultiline: z.boolean(),
});
const element: z.ZodType = z.discriminatedUnion('type', [
  textBlock,
  richTextBlock,
  inputText,
  container,
  columnSet,
  actionSet,
]);

const card = z.strictObject({
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  type: z.literal('AdaptiveCard'),
  version: z.literal('1.5'),
  fallbackText: z.string().optional(),
  msteams: z.strictObject({ width: z.literal('Full') }).optional(),
  body: z.array(element).min(1),
});

/** What makes a finished card an invalid one; empty is good. Each line says where and what. */
export function cardComplaints(value: unknown): string[] {
  const parsed = card.safeParse(value);
  if (parsed.success) return [];
  return parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`);
}
