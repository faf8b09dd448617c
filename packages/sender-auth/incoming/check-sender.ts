import type { DnsResolver } from '@postroom/dns';
import { authorsOf } from './authors.ts';
import { checkSignatures, type Message } from './dkim.ts';
import { checkDmarc } from './dmarc.ts';
import { lookUpFor } from './look-up.ts';
import type { SenderResults } from './results.ts';
import { type Client, checkHelo, checkSpf } from './spf.ts';

export interface CheckOptions {
  readonly resolver: DnsResolver;
  /** Our own host name, for the results. */
  readonly hostname: string;
  /** The time for SPF and the signatures together, and again for DMARC after them. */
  readonly withinMs: number;
  readonly now: Date;
}

/**
 * Checks who sent a message with SPF, DKIM, ARC and DMARC. Each has its own limits of look-ups and time, so that an expensive
 * one takes nothing from the others. Ends within twice `withinMs`, apart from reading the body. Rejects when the
 * body cannot be read.
 */
export async function checkSender(
  message: Message,
  client: Client,
  { resolver, hostname, withinMs, now }: CheckOptions,
): Promise<SenderResults> {
  const share = () => lookUpFor(resolver, { withinMs, client: client.address });
  using forSpf = share();
  using forHelo = share();
  using keys = share();
  using seals = share();
  const authors = authorsOf(message.header);
  const [spf, helo, { dkim, arc }] = await Promise.all([
    checkSpf(client, { hostname, lookUp: forSpf, withinMs }),
    checkHelo(client, { hostname, lookUp: forHelo, withinMs }),
    checkSignatures(message, { keys, seals, client: client.address, authors: authors.hosts, now }),
  ]);
  using policies = share();
  const dmarc = await checkDmarc({ authors, spf, dkim }, policies);
  return { spf, helo, dkim, arc, dmarc };
}

/** Returns the domain of the reverse-path if SPF permits this client to send for it (RFC 7208); undefined if not, or if DNS cannot tell now. */
export async function spfDomain(
  client: Client,
  { resolver, hostname, withinMs }: Omit<CheckOptions, 'now'>,
): Promise<string | undefined> {
  if (client.reversePath === '') return undefined;
  using lookUp = lookUpFor(resolver, { withinMs, client: client.address });
  const { domain, result } = await checkSpf(client, { hostname, lookUp, withinMs });
  return result === 'pass' ? domain : undefined;
}
