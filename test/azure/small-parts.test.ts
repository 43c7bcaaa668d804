import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { knownLink, severityOf, toAlert } from '../../src/azure/alert-row.ts';
import { cloudOf } from '../../src/azure/clouds.ts';
import { collect } from '../../src/azure/collect.ts';
import { explain } from '../../src/azure/explain.ts';
import { createLimit } from '../../src/azure/limit.ts';
import { createPortalLinks } from '../../src/azure/portal-links.ts';
import { retryAfterSeconds } from '../../src/azure/retry-after.ts';
import { routeOf } from '../../src/azure/route.ts';
import { httpsAddress } from '../../src/azure/transport.ts';
import { AzureError } from '../../src/domain/azure-error.ts';

const workspace = {
  id: '/subscriptions/11111111-1111-4111-8111-111111111111/resourceGroups/rg-security/providers/Microsoft.OperationalInsights/workspaces/law',
  subscriptionId: '11111111-1111-4111-8111-111111111111',
  resourceGroup: 'rg-security',
  name: 'law',
};

describe('the time that Azure asks to wait', () => {
  const now = new Date('2026-11-23T12:00:00Z');
  it.each([
    [{ 'retry-after': '17' }, 17],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Mon, 23 Nov 2026 12:01:00 GMT' }, 60],
    [{ 'retry-after': 'Mon, 23 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after-ms': '1500' }, 2],
    [{ 'x-ms-retry-after-ms': '200', 'retry-after': '9' }, 1],
    [{ 'retry-after': 'soon' }, undefined],
    [{}, undefined],
  ])('in %j is %s', (headers: Record<string, string>, seconds) => {
    expect(retryAfterSeconds((name) => headers[name], now)).toBe(seconds);
  });
});

describe('the route in a log line', () => {
  it.each([
    ['/subscriptions?api-version=1', '/subscriptions'],
    [
      '/subscriptions/s1/providers/Microsoft.Devices/IotHubs',
      '/subscriptions/*/providers/Microsoft.Devices/IotHubs',
    ],
    [
      '/subscriptions/s1/resourceGroups/providers/providers/Microsoft.Devices/IotHubs/hub',
      '/subscriptions/*/resourceGroups/*/providers/Microsoft.Devices/IotHubs/*',
    ],
    [
      '/subscriptions/s1/resourceGroups/rg/providers/Microsoft.OperationalInsights/workspaces/law/providers/Microsoft.SecurityInsights/dataConnectors/c1',
      '/subscriptions/*/resourceGroups/*/providers/Microsoft.OperationalInsights/workspaces/*/providers/Microsoft.SecurityInsights/dataConnectors/*',
    ],
    [
      '/v1/subscriptions/s1/resourceGroups/rg/providers/N/workspaces/law/query',
      '/v1/subscriptions/*/resourceGroups/*/providers/N/workspaces/*/query',
    ],
    ['/providers/Microsoft.ResourceGraph/resources', '/providers/Microsoft.ResourceGraph/resources'],
  ])('of %s hides names', (path, route) => {
    expect(routeOf(new URL(path, 'https://management.azure.com'))).toBe(route);
  });

  it('leaves out the query with its filters', () => {
    expect(routeOf(new URL('https://x/subscriptions?$filter=assignedTo(someone)'))).toBe('/subscriptions');
  });
});

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

describe('a limit', () => {
  it('lets no more run at once than it may, and all in the end', async () => {
    const limit = createLimit(3);
    let running = 0;
    let most = 0;
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, n) =>
        limit(async () => {
          running += 1;
          most = Math.max(most, running);
          await Promise.resolve();
          running -= 1;
          if (n % 7 === 0) throw new Error('one that fails');
          return n;
        }),
      ),
    );
    expect(most).toBe(3);
    expect(results.filter(({ status }) => status === 'rejected')).toHaveLength(6);
    expect(await limit(() => Promise.resolve('still open'))).toBe('still open');
  });
});

describe('reading a list to its end', () => {
  it('stops at a list that has no end', async () => {
    async function* endless() {
      while (true) yield 'again';
    }
    await expect(collect(endless())).rejects.toThrow('more than 50000');
  });
});

describe('links into the portal', () => {
  const links = createPortalLinks('https://portal.azure.com', 'tenant');

  it('open hubs, workspaces and Sentinel’s pages', () => {
    expect(links.hub('/subscriptions/s/resourceGroups/rg/providers/Microsoft.Devices/IotHubs/a#b')).toBe(
      'https://portal.azure.com/#@tenant/resource/subscriptions/s/resourceGroups/rg/providers/Microsoft.Devices/IotHubs/a%23b/overview',
    );
    expect(links.workspace(workspace)).toContain('/workspaces/law/overview');
    expect(links.connectors(workspace)).toContain('~/DataConnectors/id/%2Fsubscriptions%2F');
    expect(links.analytics(workspace)).toContain('~/Analytics/id/%2Fsubscriptions%2F');
  });

  it('carry the whole query to Logs', () => {
    const query = 'SecurityAlert\n| where ResourceId =~ "ö/ü"';
    const url = new URL(links.logs(workspace, query, 48));
    const packed = /\/q\/([^/]+)\/timespan\/PT48H\//.exec(url.href)?.[1] ?? '';
    expect(gunzipSync(Buffer.from(decodeURIComponent(packed), 'base64')).toString('utf8')).toBe(query);
  });
});

describe('a row of SecurityAlert', () => {
  const seen = new Date('2026-11-23T12:00:00Z');
  const hubId =
    '/subscriptions/11111111-1111-4111-8111-111111111111/resourcegroups/rg/providers/microsoft.devices/iothubs/Hub-1';
  const row = {
    SystemAlertId: 'a1',
    Name: 'Reverse shells',
    AlertType: 'IoT_ReverseShell',
    AlertSeverity: 'high',
    Status: 'New',
    Description: 'words',
    ResourceId: hubId,
    First: seen,
    Last: seen,
    TimeGenerated: seen,
    ProductName: 'Azure Security Center for IoT',
    RemediationSteps: '["One", " ", "Two"]',
    ExtendedProperties: '{"DeviceId":"pump-7"}',
    AlertLink: 'https://portal.azure.com/#blade/x',
  };

  it('becomes an alert', () => {
    expect(toAlert(row, workspace)).toEqual({
      id: 'a1',
      name: 'Reverse shells',
      type: 'IoT_ReverseShell',
      severity: 'High',
      status: 'New',
      description: 'words',
      hubId,
      hubName: 'Hub-1',
      device: 'pump-7',
      firstSeen: seen,
      lastSeen: seen,
      updatedAt: seen,
      product: 'Azure Security Center for IoT',
      remediation: ['One', 'Two'],
      link: 'https://portal.azure.com/#blade/x',
      workspaceId: workspace.id,
    });
  });

  it('becomes an alert even when most of it is missing or broken', () => {
    const poor = {
      ...row,
      Name: '',
      AlertType: '',
      Status: '',
      ResourceId: 'sensor 5',
      RemediationSteps: 'Do it.',
    };
    const alert = toAlert(
      {
        ...poor,
        First: undefined,
        Last: undefined,
        ExtendedProperties: '{"DeviceId":',
        AlertLink: 'javascript:x',
      },
      workspace,
    );
    expect(alert).toMatchObject({ name: 'Alert without a name', status: 'Unknown', remediation: ['Do it.'] });
    expect(alert.firstSeen).toEqual(seen);
    for (const absent of ['hubId', 'hubName', 'device', 'link']) expect(alert).not.toHaveProperty(absent);
  });

  it.each([
    ['High', 'High'],
    ['MEDIUM', 'Medium'],
    ['Critical', 'Informational'],
    ['', 'Informational'],
  ])('with severity "%s" counts as %s', (given, severity) => {
    expect(severityOf(given)).toBe(severity);
  });

  it.each([
    'http://portal.azure.com/x',
    'https://portal.azure.com.evil.example/x',
    'https://evilportal.azure.com.example/',
    'https://user@portal.azure.com/',
    'https://portal.azure.com:8443/',
    'https://notportal.azure.com/',
    'data:text/html,x',
    'x',
    '',
  ])('does not lead to %s', (link) => {
    expect(knownLink(link)).toBeUndefined();
  });
});

describe('words for a failed part', () => {
  it.each([
    ['forbidden', /does not let the bot/],
    ['throttled', /asks to wait 40 seconds/],
    ['timed out', /did not answer in time/],
    ['unavailable', /not available right now/],
    ['not found', /does not know it/],
    ['refused', /refused the request/],
    ['garbled', /makes no sense/],
  ] as const)('say what "%s" is, without Azure’s own message', (kind, words) => {
    const error = new AzureError('Log Analytics', kind, {
      code: 'Code',
      retryAfterSeconds: 40,
      detail: 'secret id',
    });
    expect(explain(error)).toMatch(words);
    expect(explain(error)).not.toContain('secret id');
  });
});
