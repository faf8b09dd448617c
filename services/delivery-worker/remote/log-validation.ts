import type { DnsResolver } from '@postroom/dns';
import type { RemoteContext } from './context.ts';

/** Says once what our DNS servers are like, as Postfix does: they validate (DNSSEC), they do not, or they are away. */
export async function logValidation(
  resolver: Pick<DnsResolver, 'probe'>,
  log: Pick<RemoteContext['log'], 'info' | 'warn'>,
): Promise<void> {
  const root = await resolver.probe();
  if (root.kind === 'temporary-failure') log.warn({ reason: root.reason }, 'the DNS servers do not answer');
  else if (root.kind === 'found' && root.isAuthentic) log.info({}, 'DNS answers are validated');
  else log.info({}, 'DNS answers are not validated, or not by a server that is trusted (DNS_TRUST_AD)');
}
