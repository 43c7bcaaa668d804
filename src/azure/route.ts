/**
 * The kind of request behind an address, for log lines that group: names and ids become `*`, and the query,
 * which can hold filters with people's ids, is left out. An ARM path is a row of type/name pairs, begun anew
 * by each `providers/<namespace>`.
 */
export function routeOf(url: URL): string {
  let next: 'type' | 'name' | 'namespace' = 'type';
  const parts = url.pathname.split('/').filter((part) => part !== '');
  const shown = parts.map((part, index) => {
    if (index === 0 && part === 'v1') return part;
    if (next === 'name') {
      next = 'type';
      return '*';
    }
    if (part.toLowerCase() === 'providers' && next === 'type') {
      next = 'namespace';
      return part;
    }
    next = next === 'namespace' ? 'type' : 'name';
    return part;
  });
  return `/${shown.join('/')}`;
}
