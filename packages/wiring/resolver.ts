import { createDnsMetrics, createResolver, type DnsConfig, type DnsResolver, dnsOptions } from '@postroom/dns';
import type { Metrics } from '@postroom/service';

/** Opens the DNS resolver of the settings, with metrics. */
export function openResolver(config: DnsConfig, metrics: Metrics): DnsResolver {
  return createResolver({ ...dnsOptions(config), metrics: createDnsMetrics(metrics) });
}
