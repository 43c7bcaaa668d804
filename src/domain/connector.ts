/** Sentinel's data connector of kind `IOT`: brings one subscription's Defender for IoT alerts to a workspace. */
export interface IotConnector {
  /** ARM id of the connector. */
  id: string;
  /** Its name: usually a GUID, but any name is possible. */
  name: string;
  /** Changes with every write; empty when Azure told none. */
  etag: string;
  /** The subscription whose hubs it connects, lower case. */
  subscriptionId: string;
  /** False when it exists with its alerts switched off. */
  enabled: boolean;
}

/** The connectors of one workspace that matter for IoT alerts. */
export interface Connectors {
  iot: readonly IotConnector[];
  /**
   * Subscriptions (lower case) whose Defender for Cloud alerts come in as well. Microsoft advises against
   * both on one workspace: alerts turn up twice.
   */
  defenderForCloud: readonly string[];
}
