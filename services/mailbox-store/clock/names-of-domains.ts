import type { Pool } from '@postroom/database';
import { domainsAfter, keepNameOfDomain, leaveNameOfDomain, leaveNamesOfDomains } from '@postroom/directory';
import type { Answer, DnsResolver } from '@postroom/dns';
import { normaliseDomain } from '@postroom/smtp';

export interface NamesOfDomainsOptions {
  readonly pool: Pool;
  readonly resolver: Pick<DnsResolver, 'a' | 'aaaa'>;
  /** The host of web-access, to whose addresses the names of domains lead. */
  readonly webHost: string;
  /** The labels in front of a domain that make names for web-access. */
  readonly labels: readonly string[];
  readonly signal: AbortSignal;
}

/** The domains checked in one turn, with which a thousand take some ten minutes. */
const DOMAINS = 20;

/**
 * Returns a function that checks the next few domains and demands certificates for those of their names that lead to web-access, where an
 * authority would ask. If DNS cannot answer, nothing changes.
 */
export function createNamesOfDomains(options: NamesOfDomainsOptions): () => Promise<void> {
  const { pool, webHost, labels, signal } = options;
  let after = '';
  return async () => {
    await leaveNamesOfDomains(pool, labels);
    const ours = await addressesOf(options, webHost);
    if (ours === undefined || ours.length === 0) return;
    const domains = await domainsAfter(pool, after, DOMAINS);
    after = domains.length < DOMAINS ? '' : (domains.at(-1) ?? '');
    for (const domain of domains) {
      for (const label of labels) {
        const name = normaliseDomain(`${label}.${domain}`);
        if (name === undefined || signal.aborted) continue;
        const addresses = await addressesOf(options, name);
        if (addresses === undefined) continue;
        if (addresses.some((address) => ours.includes(address))) await keepNameOfDomain(pool, name, domain);
        else await leaveNameOfDomain(pool, name);
      }
    }
  };
}

/** Returns the addresses of a name; undefined when they are not known now. */
async function addressesOf({ resolver }: NamesOfDomainsOptions, name: string): Promise<string[] | undefined> {
  const answers: Answer<string>[] = await Promise.all([resolver.a(name), resolver.aaaa(name)]);
  if (answers.some(({ kind }) => kind === 'temporary-failure')) return undefined;
  return answers.flatMap((answer) => (answer.kind === 'found' ? answer.records : []));
}
