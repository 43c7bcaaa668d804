import { isLoopback } from '../shared/loopback.ts';

/** What differs between Azure's clouds besides the addresses that are settings. */
export interface Cloud {
  /** Scope of tokens for Azure Resource Manager. */
  armScope: string;
  /** Scope of tokens for Log Analytics. */
  logsScope: string;
  /** Where Entra signs identities in. */
  authority: string;
  /** The portal that links open. */
  portal: string;
}

const publicCloud: Cloud = {
  armScope: 'https://management.azure.com/.default',
  logsScope: 'https://api.loganalytics.io/.default',
  authority: 'https://login.microsoftonline.com',
  portal: 'https://portal.azure.com',
};

/** Sovereign clouds by the host of their Resource Manager (learn.microsoft.com, "Azure Government endpoints" and "Azure in China developer guide"). */
const otherClouds: Readonly<Record<string, Pick<Cloud, 'authority' | 'portal'>>> = {
  'management.usgovcloudapi.net': {
    authority: 'https://login.microsoftonline.us',
    portal: 'https://portal.azure.us',
  },
  'management.chinacloudapi.cn': {
    authority: 'https://login.chinacloudapi.cn',
    portal: 'https://portal.azure.cn',
  },
};

/**
 * The cloud that belongs to the two configured addresses. A loopback address stands for the public cloud,
 * because a pretend Azure checks the public audiences; an unknown host is its own audience.
 */
export function cloudOf(armUrl: string, logsUrl: string): Cloud {
  const other = otherClouds[new URL(armUrl).hostname];
  return {
    ...publicCloud,
    ...other,
    armScope: scopeOf(armUrl, publicCloud.armScope),
    logsScope: scopeOf(logsUrl, publicCloud.logsScope),
  };
}

function scopeOf(url: string, publicScope: string): string {
  return isLoopback(url) ? publicScope : `${new URL(url).origin}/.default`;
}
