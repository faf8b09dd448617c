import type { DnsResolver } from '@postroom/dns';
import { authorsOf } from './authors.ts';
import { checkSignatures, type Message } from './dkim.ts';
import { checkDmarc } from './dmarc.ts';
import { lookUpFor } from './look-up.ts';
import type { SenderResults } from './results.ts';
import { type Client, checkHelo, checkSpf } from './spf.ts';

export interface CheckOptions {
  readonly resolver: DnsResolver;
  /** Our own name, in what the results say. */
  readonly hostname: string;
  /** What SPF and the signatures get, and DMARC after them. */
  readonly withinMs: number;
  readonly now: Date;
}

/**
 * Who sent a message, as far as SPF, DKIM, ARC and DMARC can tell. Each has its own share of look-ups and time, so that what costs
 * one of them much takes nothing from another. Ends within twice the time given, reading of the body apart. Rejects when the
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
