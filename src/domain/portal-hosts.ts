/**
 * Microsoft's portals where Azure resources and alerts are looked at, in the public, US Government and China
 * clouds (Microsoft Learn, "Compare Azure Government and global Azure" and "Azure China checklist").
 */
const portals: readonly string[] = [
  'portal.azure.com',
  'portal.azure.us',
  'portal.azure.cn',
  'security.microsoft.com',
  'security.microsoft.us',
];

/**
 * True for a portal and for names below it (`ms.portal.azure.com`). Alert rows bring links of their own; any
 * other host could lead a reader anywhere.
 */
export function isPortalHost(hostname: string): boolean {
  const host = hostname.toLowerCase();
  return portals.some((portal) => host === portal || host.endsWith(`.${portal}`));
}
