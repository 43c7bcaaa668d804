import { describe, expect, it } from 'vitest';
import { derivedGuid, nameBasedGuid } from '../../src/azure/derived-guid.ts';

describe('a derived GUID', () => {
  it('is the one of RFC 9562, appendix A.4', () => {
    const dns = '6ba7b810-9dad-11d1-80b4-00c04fd430c8';
    expect(nameBasedGuid(dns, 'www.example.com')).toBe('2ed6657d-e927-568b-95e1-2665a8aea6a2');
  });

  it('never changes: names that were given to resources follow from it', () => {
    expect(derivedGuid('a', 'b')).toBe('4ac77afe-15b7-5e65-8b28-92a4501f6231');
  });

  it('does not mind the case of its parts', () => {
    expect(derivedGuid('/Subscriptions/X', 'B')).toBe(derivedGuid('/subscriptions/x', 'b'));
  });

  it('tells apart what its parts are', () => {
    expect(derivedGuid('a', 'bc')).not.toBe(derivedGuid('ab', 'c'));
    expect(derivedGuid('a', 'b')).not.toBe(derivedGuid('b', 'a'));
  });
});
