/** The state of one security recommendation of a Defender solution. */
export interface Recommendation {
  recommendationType: string;
  name: string;
  status: string;
}

/** The documented types with the names that the service has shown. */
const documented: readonly [type: string, name: string][] = [
  ['IoT_ACRAuthentication', 'Service prinicpal not used with ACR repository'],
  ['IoT_AgentSendsUnutilizedMessages', 'Agent sending underutilized messages'],
  ['IoT_Baseline', 'Operating system (OS) baseline validation failure'],
  ['IoT_EdgeHubMemOptimize', 'Edge Hub memory can be optimized'],
  ['IoT_EdgeLoggingOptions', 'No Logging Configured for Edge Module'],
  ['IoT_InconsistentModuleSettings', 'Module Settings Inconsistent in SecurityGroup'],
  ['IoT_InstallAgent', 'Install the Azure Security of Things Agent'],
  ['IoT_IPFilter_DenyAll', 'Default IP Filter Policy should be Deny'],
  ['IoT_IPFilter_PermissiveRule', 'IP Filter rule includes large IP range'],
  ['IoT_OpenPorts', 'Open Ports On Device'],
  ['IoT_PermissiveFirewallPolicy', 'Permissive firewall policy in one of the chains was found'],
  ['IoT_PermissiveInputFirewallRules', 'Permissive firewall rule in the input chain was found'],
  ['IoT_PermissiveOutputFirewallRules', 'Permissive firewall rule in the output chain was found'],
  ['IoT_PrivilegedDockerOptions', 'High level permissions configured in Edge model twin for Edge module'],
  ['IoT_SharedCredentials', 'Same Authentication Credentials used by multiple devices'],
  ['IoT_VulnerableTLSCipherSuite', 'TLS cipher suite upgrade'],
  [
    'IoT_EOL_OSversion',
    'Operating System (OS) on this device should be updated from current end-of-life version',
  ],
  ['IoT_CISBenchmarks_DIoTTest', 'Defender for IoT Test Check'],
];

/** The live service answers about 110 entries; the rest of them are benchmark checks. */
const count = 110;

/** What a solution answers unless it was configured otherwise: everything enabled. */
export const defaultRecommendations: readonly Recommendation[] = [
  ...documented,
  ...Array.from({ length: count - documented.length }, (_, index): [string, string] => {
    const section = `${1 + Math.floor(index / 20)}.${1 + (index % 20)}`;
    return [
      `IoT_CISBenchmarks_Debian_9_CIS_${section.replace('.', '_')}`,
      `CIS Debian Linux 9 benchmark, section ${section}: the check of the device's configuration failed`,
    ];
  }),
].map(([recommendationType, name]) => ({ recommendationType, name, status: 'Enabled' }));

/** The defaults with some of them changed. Unknown types are kept, as the service does. */
export function withChanges(
  changes: readonly { recommendationType: string; status: string }[],
  base: readonly Recommendation[] = defaultRecommendations,
): readonly Recommendation[] {
  if (changes.length === 0) return base;
  const byType = new Map(base.map((one) => [one.recommendationType, one]));
  for (const { recommendationType, status } of changes) {
    const name = byType.get(recommendationType)?.name ?? recommendationType;
    byType.set(recommendationType, { recommendationType, name, status });
  }
  return [...byType.values()];
}
