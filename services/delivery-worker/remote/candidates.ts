import { isIPv6 } from 'node:net';
import { normaliseDomain } from '@postroom/smtp';
import type { TlsOptions } from '@postroom/smtp-client';
import type { RemoteContext } from './context.ts';
import { createReach } from './reach.ts';
import { RouteFailure } from './route/failure.ts';
import { route } from './route/route.ts';

/** One address of a server to try. */
export interface Candidate {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Tells whether a certificate is the one that DNS names (RFC 7672); undefined if DNS names none. */
  readonly isPinned?: TlsOptions['isPinned'];
}

/** Returns all addresses of a destination in the order to try them. Throws RouteFailure. */
export async function candidatesFor(
  { resolver, settings, hostname }: Pick<RemoteContext, 'resolver' | 'settings' | 'hostname'>,
  destination: string,
): Promise<Candidate[]> {
  const { smarthost, port } = settings;
  if (smarthost) return [{ name: smarthost.host, address: smarthost.host, port: smarthost.port }];
  const domain = normaliseDomain(destination);
  if (domain === undefined) throw new RouteFailure(true, '5.1.2', 'not a valid mail domain');
  const hosts = await route(domain, { resolver, ownNames: [hostname], reach: createReach(settings.internal) });
  const all = hosts.flatMap(({ host, addresses }) => addresses.map((address) => ({ name: host, address, port })));
  const usable = settings.usesIpv6 ? all : all.filter(({ address }) => !isIPv6(address));
  if (usable.length > 0) return usable;
  throw new RouteFailure(false, '4.4.4', 'its mail servers have only IPv6 addresses, and IPv6 is off here');
}
