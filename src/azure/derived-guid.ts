import { createHash } from 'node:crypto';

/**
 * Hubwatch's own namespace for `derivedGuid`: a random GUID, fixed for good. Another value would give other
 * names, and so second connectors and rules beside the ones that exist.
 */
const ownNamespace = '0f9c80aa-f0a6-47cf-b5fc-57b44dcfc045';

/**
 * A GUID that follows from its parts: the same wherever and whenever it is made. The case of letters does not
 * count, as in ARM ids. A line break stands between the parts, because no id holds one.
 */
export function derivedGuid(...parts: readonly string[]): string {
  return nameBasedGuid(ownNamespace, parts.map((part) => part.toLowerCase()).join('\n'));
}

/** The name-based UUID of version 5 (SHA-1) of RFC 9562, section 5.5. `namespace` is a UUID. */
export function nameBasedGuid(namespace: string, name: string): string {
  const hash = createHash('sha1')
    .update(Buffer.from(namespace.replaceAll('-', ''), 'hex'))
    .update(name, 'utf8')
    .digest();
  hash.writeUInt8((hash.readUInt8(6) & 0x0f) | 0x50, 6); // version 5
  hash.writeUInt8((hash.readUInt8(8) & 0x3f) | 0x80, 8); // variant of RFC 9562
  const hex = hash.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
