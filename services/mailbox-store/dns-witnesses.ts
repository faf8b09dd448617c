import { createResolver, type DnsConfig, type DnsResolver, dnsOptions, parseServers, serverName } from '@postroom/dns';

/** Who is asked what DNS has. */
export interface DnsWitness {
  readonly name: string;
  readonly resolver: DnsResolver;
}

/** Each of the servers that are named, or those of the resolver together. They keep no answers. */
export function dnsWitnesses(config: DnsConfig, servers: string): DnsWitness[] {
  const options = { ...dnsOptions(config), cacheEntries: 0 };
  const named = parseServers(servers).map(serverName);
  if (named.length === 0) return [{ name: 'our resolver', resolver: createResolver(options) }];
  return named.map((name) => ({ name, resolver: createResolver({ ...options, servers: name }) }));
}
