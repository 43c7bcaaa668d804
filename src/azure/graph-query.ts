/*
 * The questions to Resource Graph. Three simple lists, joined in TypeScript: `mv-expand` keeps 128 rows at
 * most and `join` three per query, which a tenant with many hubs outgrows
 * (learn.microsoft.com, "Understanding the Azure Resource Graph query language").
 * Paging needs the id in the rows and a stable order.
 */

/** All IoT hubs. */
export const hubsQuery = `resources
| where type =~ 'microsoft.devices/iothubs'
| project id, name, subscriptionId, resourceGroup, location, tier = tostring(sku.tier), state = tostring(properties.state), hostName = tostring(properties.hostName)
| order by id asc`;

/** All Defender for IoT solutions with the ids of the hubs they watch. */
export const solutionsQuery = `resources
| where type =~ 'microsoft.security/iotsecuritysolutions'
| project id, status = tostring(properties.status), hubs = properties.iotHubs
| order by id asc`;

/** The names of all subscriptions. */
export const subscriptionsQuery = `resourcecontainers
| where type =~ 'microsoft.resources/subscriptions'
| project id, subscriptionId, name
| order by id asc`;

/** The smallest question there is: does Resource Graph answer us? */
export const graphProbeQuery = `resourcecontainers
| where type =~ 'microsoft.resources/subscriptions'
| project id
| order by id asc
| take 1`;
