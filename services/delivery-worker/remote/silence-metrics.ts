import { Gauge, type Metrics } from '@postroom/service';
import type { SilentServers } from './silent-servers.ts';

/** Shows what is remembered of servers that do not answer. */
export function createSilenceMetrics(metrics: Metrics, servers: SilentServers): void {
  const registers = [metrics];
  new Gauge({
    name: 'postroom_outbound_silent',
    help: 'Servers of other domains that are tried last for some minutes: addresses that did not answer, networks that answered too slowly',
    labelNames: ['kind'],
    registers,
    collect() {
      const { addresses, networks } = servers.remembered;
      this.set({ kind: 'addresses' }, addresses);
      this.set({ kind: 'networks' }, networks);
    },
  });
  new Gauge({
    name: 'postroom_outbound_ipv6_broken',
    help: '1 while IPv6 does not work on this host and mail servers are tried by IPv4 first',
    registers,
    collect() {
      this.set(servers.remembered.isIpv6Broken ? 1 : 0);
    },
  });
}
