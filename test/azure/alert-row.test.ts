import { describe, expect, it } from 'vitest';
import { knownLink, severityOf, toAlert } from '../../src/azure/alert-row.ts';
import { safeLink } from '../../src/cards/buttons.ts';
import { law } from '../support/some-answers.ts';

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
    expect(toAlert(row, law)).toEqual({
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
      workspaceId: law.id,
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
      law,
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
    'https://portal.azure.com/#blade/x',
    'https://ms.portal.azure.com/',
    'https://PORTAL.azure.us/',
    'https://security.microsoft.com/alerts/1',
  ])('leads to %s, and so do cards', (link) => {
    expect(knownLink(link)).toBe(new URL(link).href);
    expect(safeLink(link)).toBe(new URL(link).href);
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
    expect(safeLink(link)).toBeUndefined();
  });
});
