import { createResolver, type DnsConfig, type DnsResolver, dnsOptions, parseServers, serverName } from '@postroom/dns';

/** A DNS server, or several of them, asked for what DNS has. */
export interface DnsWitness {
  readonly name: string;
  readonly resolver: DnsResolver;
}

/** Returns one witness for each named server; without names, one for our resolver's servers together. Witnesses cache nothing. */
export function dnsWitnesses(config: DnsConfig, servers: string): DnsWitness[] {
  const options = { ...dnsOptions(config), cacheEntries: 0 };
  const named = parseServers(servers).map(serverName);
  if (named.length === 0) return [{ name: 'our resolver', resolver: createResolver(options) }];
  return named.map((name) => ({ name, resolver: createResolver({ ...options, servers: name }) }));
}
