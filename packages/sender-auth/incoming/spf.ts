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

/** Whether the owner of the reverse-path's domain lets this client send (RFC 7208). Never rejects. */
export async function checkSpf(
  client: Client,
  { hostname, lookUp, withinMs }: { hostname: string; lookUp: LookUp; withinMs: number },
): Promise<SpfOutcome> {
  const { domain, status } = await spf({
    ...{ sender: client.reversePath, ip: client.address, helo: client.helo, mta: hostname },
    ...{ resolver: lookUp.resolve, maxElapsedTime: withinMs, strict: true },
    ...{ maxResolveCount: LIMITS.spfTerms, maxVoidCount: LIMITS.spfVoids },
  });
  return { domain: domain.toLowerCase(), ...said('spf', status) };
}
