import type { Pool } from '@postroom/database';
import type { DnsResolver } from '@postroom/dns';
import type { Outgoing } from '@postroom/outgoing';
import { keepStsPolicy, readStsPolicy, takeDueStsPolicies } from '@postroom/transit';
import { RouteFailure } from '../route/failure.ts';
import { parseStsPolicy, type StsPolicy, stsId } from './sts-policy.ts';

/** A domain has a policy that cannot be had. */
export class StsUnavailable extends RouteFailure {
  /** RFC 8460 4.3.2.2 */
  readonly type: 'sts-policy-fetch-error' | 'sts-policy-invalid';

  constructor(type: StsUnavailable['type'], why: string) {
    super(false, '4.7.0', `the MTA-STS policy of the domain cannot be had: ${why}`);
    this.type = type;
  }
}

/** What could not be had. */
interface Failed {
  readonly id: string;
  readonly error: unknown;
  readonly askAt: number;
}

const MAX_FAILED = 1_000;
const MAX_BYTES = 64 * 1024; // RFC 8461 3.2
const ASK_AGAIN_MS = 5 * 60_000; // RFC 8461 3.3
const TIMEOUT_MS = 20_000; // RFC 8461 3.3 suggests a minute; a connection waits for it
/** Those that are asked anew at once, and when one of them that could not be had is asked again. */
const DUE_AT_ONCE = 20;
const DUE_AGAIN_MS = 3_600_000;

/** Policies of other domains (MTA-STS, RFC 8461), as long as they hold. All workers keep them together, in PostgreSQL. */
export class StsPolicies {
  readonly #pool: Pool;
  readonly #resolver: Pick<DnsResolver, 'txt'>;
  readonly #outgoing: Outgoing;
  readonly #failed = new Map<string, Failed>();

  constructor(pool: Pool, resolver: Pick<DnsResolver, 'txt'>, outgoing: Outgoing) {
    this.#pool = pool;
    this.#resolver = resolver;
    this.#outgoing = outgoing;
  }

  /** That of a normalised domain; null when it has none. Throws RouteFailure, a temporary one, when it cannot be had now. */
  async of(domain: string): Promise<StsPolicy | null> {
    const [kept, found] = await Promise.all([
      readStsPolicy(this.#pool, domain),
      this.#resolver.txt(`_mta-sts.${domain}`),
    ]);
    const id = found.kind === 'found' ? stsId(found.records) : undefined;
    // 3.3: what is kept holds, also where a record is missing or cannot be had.
    if (kept && (id === undefined || id === kept.id)) return kept;
    if (found.kind === 'temporary-failure')
      throw new RouteFailure(false, '4.4.3', 'DNS lookup of the MTA-STS record failed');
    if (id === undefined) return null;
    try {
      return await this.#fetchUnlessFailed(domain, id);
    } catch (error) {
      // 3.3: so does it where the one that follows cannot be had.
      if (kept && error instanceof StsUnavailable) return kept;
      throw error;
    }
  }

  /**
   * Asks domains anew whose policies are about to end, or were asked for a day ago (RFC 8461 10.2: who keeps it from us has until then). One
   * that cannot be had stays as it is. Returns how many were asked.
   */
  async renewDue(): Promise<number> {
    const due = await takeDueStsPolicies(this.#pool, DUE_AT_ONCE, DUE_AGAIN_MS);
    await Promise.all(due.map(({ domain, id }) => this.#renew(domain, id)));
    return due.length;
  }

  /** A record that is gone takes no policy back, which the domain has by HTTPS still (RFC 8461 8.3 says how it is taken back). */
  async #renew(domain: string, keptId: string): Promise<void> {
    const found = await this.#resolver.txt(`_mta-sts.${domain}`);
    const id = found.kind === 'found' ? stsId(found.records) : undefined;
    await this.#fetch(domain, id ?? keptId).catch((error: unknown) => {
      if (!(error instanceof StsUnavailable)) throw error;
    });
  }

  async #fetchUnlessFailed(domain: string, id: string): Promise<StsPolicy> {
    const failed = this.#failed.get(domain);
    if (failed && failed.id === id && failed.askAt > performance.now()) throw failed.error;
    try {
      return await this.#fetch(domain, id);
    } catch (error) {
      this.#failed.delete(domain);
      this.#failed.set(domain, { id, error, askAt: performance.now() + ASK_AGAIN_MS });
      const [oldest] = this.#failed.keys();
      if (this.#failed.size > MAX_FAILED && oldest !== undefined) this.#failed.delete(oldest);
      throw error;
    }
  }

  async #fetch(domain: string, id: string): Promise<StsPolicy> {
    const url = `https://mta-sts.${domain}/.well-known/mta-sts.txt`;
    const request = { method: 'GET', headers: {}, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES + 1 } as const;
    const { status, headers, body } = await this.#outgoing.ask(url, request).catch((error: Error) => {
      throw new StsUnavailable('sts-policy-fetch-error', error.message);
    });
    // 3.3: no redirects
    if (status !== 200) throw new StsUnavailable('sts-policy-fetch-error', `status ${status}`);
    // 3.2: where strangers may put pages and pictures at a path of their choice, those are no policy.
    if (!isPlainText(headers['content-type'])) throw new StsUnavailable('sts-policy-invalid', 'it is no plain text');
    if (body.length > MAX_BYTES) throw new StsUnavailable('sts-policy-invalid', 'it is too large');
    const policy = parseStsPolicy(body.toString('latin1'));
    if (!policy) throw new StsUnavailable('sts-policy-invalid', 'it cannot be read');
    await keepStsPolicy(this.#pool, domain, { id, ...policy });
    return policy;
  }
}

/** Who says nothing of its type has not said that it is another. */
function isPlainText(type: string | undefined): boolean {
  return type === undefined || /^text\/plain[ \t]*(?:;|$)/i.test(type);
}
