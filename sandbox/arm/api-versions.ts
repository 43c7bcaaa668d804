/** Api-versions that the pretend providers are registered with, by what is asked for. */

/** `Microsoft.Resources/subscriptions`. */
export const subscriptionVersions = ['2022-12-01', '2022-09-01', '2021-01-01', '2020-01-01', '2016-06-01'];

/** `Microsoft.Devices/IotHubs`. */
export const iotHubVersions = ['2023-06-30', '2023-06-30-preview', '2021-07-02', '2021-07-01', '2020-03-01'];

/** `Microsoft.ResourceGraph/resources`. */
export const resourceGraphVersions = ['2024-04-01', '2022-10-01', '2021-03-01'];

/** `Microsoft.Security/iotSecuritySolutions`. */
export const iotSecuritySolutionVersions = ['2019-08-01', '2017-08-01-preview'];

/** `Microsoft.OperationalInsights/workspaces`. */
export const workspaceVersions = ['2025-07-01', '2025-02-01', '2023-09-01', '2022-10-01', '2021-06-01'];

/** `Microsoft.Authorization/*`. */
export const authorizationVersions = ['2022-04-01', '2018-07-01', '2015-07-01'];

/** `Microsoft.SecurityInsights/*`, preview versions: the only ones with connectors of kind IOT. */
export const sentinelPreviewVersions = [
  '2022-01-01-preview',
  '2022-04-01-preview',
  '2022-05-01-preview',
  '2022-06-01-preview',
  '2022-07-01-preview',
  '2022-08-01-preview',
  '2022-09-01-preview',
  '2022-10-01-preview',
  '2022-11-01-preview',
  '2022-12-01-preview',
  '2023-02-01-preview',
  '2023-04-01-preview',
  '2023-06-01-preview',
  '2023-08-01-preview',
  '2023-12-01-preview',
  '2024-01-01-preview',
  '2024-04-01-preview',
  '2024-10-01-preview',
  '2025-01-01-preview',
  '2025-04-01-preview',
  '2025-07-01-preview',
  '2025-10-01-preview',
];

/** `Microsoft.SecurityInsights/*`, every version. */
export const sentinelVersions = [
  ...sentinelPreviewVersions,
  '2021-10-01',
  '2022-08-01',
  '2022-11-01',
  '2023-02-01',
  '2023-11-01',
  '2024-03-01',
  '2024-09-01',
  '2025-03-01',
  '2025-06-01',
  '2025-09-01',
];
