const loopbackHosts = /^(localhost|127(\.\d{1,3}){3}|\[?::1\]?)$/;

/** True for a host name or an http(s) address (`http://127.0.0.1:4100`) that never leaves this computer. */
export function isLoopback(hostOrUrl: string): boolean {
  if (loopbackHosts.test(hostOrUrl)) return true;
  if (!URL.canParse(hostOrUrl)) return false;
  const { protocol, hostname, username } = new URL(hostOrUrl);
  return /^https?:$/.test(protocol) && username === '' && loopbackHosts.test(hostname);
}
