import { createDnsMetrics, createResolver, type DnsConfig, type DnsResolver, dnsOptions } from '@postroom/dns';
import type { Metrics } from '@postroom/service';

/** Names as the settings want them looked up, counted among the metrics. */
export function openResolver(config: DnsConfig, metrics: Metrics): DnsResolver {
  return createResolver({ ...dnsOptions(config), metrics: createDnsMetrics(metrics) });
}
