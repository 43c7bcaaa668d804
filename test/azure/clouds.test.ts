import { describe, expect, it } from 'vitest';
import { cloudOf } from '../../src/azure/clouds.ts';
import { httpsAddress } from '../../src/azure/transport.ts';

describe('the clouds', () => {
  it('take a loopback address for the public cloud', () => {
    expect(cloudOf('http://127.0.0.1:4000', 'http://localhost:4000')).toEqual({
      armScope: 'https://management.azure.com/.default',
      logsScope: 'https://api.loganalytics.io/.default',
      authority: 'https://login.microsoftonline.com',
      portal: 'https://portal.azure.com',
    });
  });

  it('know Azure Government and Azure in China', () => {
    expect(cloudOf('https://management.usgovcloudapi.net', 'https://api.loganalytics.us')).toEqual({
      armScope: 'https://management.usgovcloudapi.net/.default',
      logsScope: 'https://api.loganalytics.us/.default',
      authority: 'https://login.microsoftonline.us',
      portal: 'https://portal.azure.us',
    });
    expect(
      cloudOf('https://management.chinacloudapi.cn', 'https://api.loganalytics.azure.cn').authority,
    ).toBe('https://login.chinacloudapi.cn');
  });

  it.each([
    ['https://management.azure.com', 'https://management.azure.com'],
    ['https://management.azure.com/', 'https://management.azure.com'],
    ['http://127.0.0.1:4000', 'https://127.0.0.1:4000'],
    ['http://localhost', 'https://localhost:80'],
  ])('give the SDKs %s as %s', (configured, given) => {
    expect(httpsAddress(configured)).toBe(given);
  });
});
