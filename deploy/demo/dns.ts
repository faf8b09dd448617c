// The DNS server of the demo: it gives the records that the servers of the two domains would give on the internet.
import { startDns } from '../../packages/testkit/internet/dns-server.ts';

const { NETWORK = '172.29.53' } = process.env;
const hosts = { 'mail.postroom.test': `${NETWORK}.25`, 'mail.elsewhere.test': `${NETWORK}.26` };
const zone = Object.fromEntries(
  Object.entries(hosts).flatMap(([host, address]) => [
    [host.replace('mail.', ''), { MX: [[10, host] as const] }],
    [host, { A: [address] }],
    [`${address.split('.').toReversed().join('.')}.in-addr.arpa`, { PTR: [host] }],
  ]),
);

await using dns = await startDns(zone, { host: '0.0.0.0', port: 5353 });
console.log(`dns: ${Object.keys(zone).join(', ')} at ${dns.address}`);
await new Promise((stop) => process.once('SIGTERM', stop).once('SIGINT', stop));
