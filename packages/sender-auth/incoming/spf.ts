import { normaliseDomain } from '@postroom/smtp';
import { spf } from 'mailauth/lib/spf/index.js';
import { LIMITS } from './limits.ts';
import type { LookUp } from './look-up.ts';
import type { SpfOutcome } from './results.ts';
import { said } from './row.ts';

/** Who spoke to us. */
export interface Client {
  readonly address: string;
  /** What it said in HELO or EHLO. */
  readonly helo: string;
  /** '' is the null reverse-path. */
  readonly reversePath: string;
}

/** RFC 7208 4.5. */
const SPF = /^v=spf1(?: |$)/i;

interface SpfOptions {
  readonly hostname: string;
  readonly lookUp: LookUp;
  readonly withinMs: number;
}

/** Whether the owner of the reverse-path's domain lets this client send (RFC 7208). Never rejects. */
export async function checkSpf(client: Client, { hostname, lookUp, withinMs }: SpfOptions): Promise<SpfOutcome> {
  const { domain, status } = await spf({
    ...{ sender: client.reversePath, ip: client.address, helo: client.helo, mta: hostname },
    ...{ resolver: lookUp.resolve, maxElapsedTime: withinMs, strict: true },
    ...{ maxResolveCount: LIMITS.spfTerms, maxVoidCount: LIMITS.spfVoids },
  });
  return { domain: domain.toLowerCase(), ...said('spf', status) };
}

/**
 * The same of the name that the client gave (RFC 7208 2.3), beside that of a reverse-path. Undefined where it is no name of the internet,
 * or its owner says nothing that is known now.
 */
export async function checkHelo(client: Client, options: SpfOptions): Promise<SpfOutcome | undefined> {
  const isName = normaliseDomain(client.helo)?.includes('.') && !client.helo.startsWith('[');
  if (client.reversePath === '' || !isName) return undefined;
  const texts = await options.lookUp.texts(client.helo);
  if (!texts.some((text) => SPF.test(text))) return undefined;
  const outcome = await checkSpf({ ...client, reversePath: '' }, options);
  return outcome.result === 'none' || outcome.result === 'temperror' ? undefined : outcome;
}
