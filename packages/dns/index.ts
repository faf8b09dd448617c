export type {
  Answer,
  CaaRecord,
  Found,
  Missing,
  MxRecord,
  NotAName,
  SrvRecord,
  TemporaryFailure,
  TemporaryReason,
  TlsaRecord,
} from './answer.ts';
export { type DnsConfig, dnsConfig, dnsOptions, dnsServersSetting } from './config.ts';
export { createDnsMetrics, type DnsMetrics } from './metrics.ts';
export { normaliseName, reverseName } from './names.ts';
export type { ResolverOptions } from './options.ts';
export { createResolver, type DnsResolver } from './resolver.ts';
export { parseServers, serverName } from './servers/parse.ts';
