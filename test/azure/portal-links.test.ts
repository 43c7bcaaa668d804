import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createPortalLinks } from '../../src/azure/portal-links.ts';
import { law } from '../support/some-answers.ts';

describe('links into the portal', () => {
  const links = createPortalLinks('https://portal.azure.com', 'tenant');

  it('open hubs, workspaces and Sentinel’s pages', () => {
    expect(links.hub('/subscriptions/s/resourceGroups/rg/providers/Microsoft.Devices/IotHubs/a#b')).toBe(
      'https://portal.azure.com/#@tenant/resource/subscriptions/s/resourceGroups/rg/providers/Microsoft.Devices/IotHubs/a%23b/overview',
    );
    expect(links.workspace(law)).toContain('/workspaces/law/overview');
    expect(links.connectors(law)).toContain('~/DataConnectors/id/%2Fsubscriptions%2F');
    expect(links.analytics(law)).toContain('~/Analytics/id/%2Fsubscriptions%2F');
  });

  it('carry the whole query to Logs', () => {
    const query = 'SecurityAlert\n| where ResourceId =~ "ö/ü"';
    const url = new URL(links.logs(law, query, 48));
    const packed = /\/q\/([^/]+)\/timespan\/PT48H\//.exec(url.href)?.[1] ?? '';
    expect(gunzipSync(Buffer.from(decodeURIComponent(packed), 'base64')).toString('utf8')).toBe(query);
  });
});
