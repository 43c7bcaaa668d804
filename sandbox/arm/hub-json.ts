import type { HubRecord } from '../world/records.ts';

/** A hub as the IoT Hub provider answers it: `subscriptionid` and `resourcegroup` in lower case, as the real one does. */
export function hubJson(hub: HubRecord): Record<string, unknown> {
  return {
    id: hub.id,
    name: hub.name,
    type: 'Microsoft.Devices/IotHubs',
    location: hub.location,
    tags: {},
    subscriptionid: hub.subscriptionId,
    resourcegroup: hub.resourceGroup,
    etag: hub.etag,
    properties: hubProperties(hub),
    sku: { ...hub.sku },
    identity: { type: 'None' },
    systemData: { createdAt: hub.createdAt },
  };
}

/** The `properties` of a hub. */
export function hubProperties(hub: HubRecord): Record<string, unknown> {
  return {
    locations: [{ location: hub.location, role: 'primary' }],
    state: hub.state,
    provisioningState: hub.provisioningState,
    ipFilterRules: [],
    hostName: `${hub.name}.azure-devices.net`,
    eventHubEndpoints: {
      events: {
        retentionTimeInDays: 1,
        partitionCount: 4,
        partitionIds: ['0', '1', '2', '3'],
        path: hub.name,
        endpoint: `sb://iothub-ns-${hub.name}.servicebus.windows.net/`,
      },
    },
    routing: {
      endpoints: {
        serviceBusQueues: [],
        serviceBusTopics: [],
        eventHubs: [],
        storageContainers: [],
        cosmosDBSqlContainers: [],
      },
      routes: [],
      fallbackRoute: {
        name: '$fallback',
        source: 'DeviceMessages',
        condition: 'true',
        endpointNames: ['events'],
        isEnabled: true,
      },
    },
    storageEndpoints: { $default: { sasTtlAsIso8601: 'PT1H', connectionString: '', containerName: '' } },
    messagingEndpoints: {
      fileNotifications: { lockDurationAsIso8601: 'PT5S', ttlAsIso8601: 'PT1H', maxDeliveryCount: 10 },
    },
    enableFileUploadNotifications: false,
    cloudToDevice: {
      maxDeliveryCount: 10,
      defaultTtlAsIso8601: 'PT1H',
      feedback: { lockDurationAsIso8601: 'PT5S', ttlAsIso8601: 'PT1H', maxDeliveryCount: 10 },
    },
    features: 'None',
    allowedFqdnList: [],
  };
}
