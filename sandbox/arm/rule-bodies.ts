import { z } from 'zod';

/** Products whose alerts a rule can turn into incidents; all api-versions up to 2025 have these and no more. */
const productFilters = [
  'Microsoft Cloud App Security',
  'Azure Security Center',
  'Azure Advanced Threat Protection',
  'Azure Active Directory Identity Protection',
  'Azure Security Center for IoT',
  'Office 365 Advanced Threat Protection',
  'Microsoft Defender Advanced Threat Protection',
] as const;

const names = z.array(z.string()).nullish();

/** Fields that only the service writes; sent back they are accepted and ignored. */
const readOnly = {
  id: z.unknown().optional(),
  name: z.unknown().optional(),
  type: z.unknown().optional(),
  systemData: z.unknown().optional(),
};

/** The one kind of rule that may be written here. A PUT replaces all of it. */
export const rulePut = z.strictObject({
  ...readOnly,
  kind: z.literal('MicrosoftSecurityIncidentCreation'),
  etag: z.string().optional(),
  properties: z.strictObject({
    productFilter: z.enum(productFilters),
    displayName: z.string().min(1),
    enabled: z.boolean(),
    description: z.string().nullish(),
    severitiesFilter: z.array(z.enum(['High', 'Medium', 'Low', 'Informational'])).nullish(),
    displayNamesFilter: names,
    displayNamesExcludeFilter: names,
    alertRuleTemplateName: z.string().nullish(),
    lastModifiedUtc: z.unknown().optional(),
  }),
});
