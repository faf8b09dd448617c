import type { DnsResolver } from '@postroom/dns';
import type { RemoteContext } from './context.ts';

/** Logs once, as Postfix does, whether our DNS servers validate (DNSSEC), do not validate, or do not answer. */
export async function logValidation(
  resolver: Pick<DnsResolver, 'probe'>,
  log: Pick<RemoteContext['log'], 'info' | 'warn'>,
): Promise<void> {
  const root = await resolver.probe();
  if (root.kind === 'temporary-failure') log.warn({ reason: root.reason }, 'the DNS servers do not answer');
  else if (root.kind === 'found' && root.isAuthentic) log.info({}, 'DNS answers are validated with DNSSEC');
  else log.info({}, 'DNS answers are not validated with DNSSEC, or the server is not trusted to do so (DNS_TRUST_AD)');
}
