import type { Pool } from '@postroom/database';
import type { DnsResolver } from '@postroom/dns';
import type { Outgoing } from '@postroom/outgoing';
import { keepStsPolicy, readStsPolicy, takeDueStsPolicies } from '@postroom/transit';
import { RouteFailure } from '../route/failure.ts';
import { parseStsPolicy, type StsPolicy, stsId } from './sts-policy.ts';

/** Thrown when a domain has a policy that cannot be fetched. */
export class StsUnavailable extends RouteFailure {
  /** The type of failure in TLS reports (RFC 8460 4.3.2.2). */
  readonly type: 'sts-policy-fetch-error' | 'sts-policy-invalid';

  constructor(type: StsUnavailable['type'], why: string) {
    super(false, '4.7.0', `the MTA-STS policy of the domain cannot be fetched: ${why}`);
    this.type = type;
  }
}

/** A policy that could not be fetched. */
interface Failed {
  readonly id: string;
  readonly error: unknown;
  readonly askAt: number;
}

const MAX_FAILED = 1_000;
const MAX_BYTES = 64 * 1024; // RFC 8461 3.2
const ASK_AGAIN_MS = 5 * 60_000; // RFC 8461 3.3
const TIMEOUT_MS = 20_000; // RFC 8461 3.3 suggests a minute; a connection waits for it
/** The policies renewed at once, and the time until one that could not be fetched is tried again. */
const DUE_AT_ONCE = 20;
const DUE_AGAIN_MS = 3_600_000;

/** The MTA-STS policies (RFC 8461) of other domains while they are valid. All workers share them in PostgreSQL. */
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

  /** Returns the policy of a normalised domain; null when it has none. Throws a temporary RouteFailure when it cannot be read now. */
  async of(domain: string): Promise<StsPolicy | null> {
    const [kept, found] = await Promise.all([
      readStsPolicy(this.#pool, domain),
      this.#resolver.txt(`_mta-sts.${domain}`),
    ]);
    const id = found.kind === 'found' ? stsId(found.records) : undefined;
    // RFC 8461 3.3: the stored policy stays valid even if the record is missing or cannot be read.
    if (kept && (id === undefined || id === kept.id)) return kept;
    if (found.kind === 'temporary-failure')
      throw new RouteFailure(false, '4.4.3', 'DNS lookup of the MTA-STS record failed');
    if (id === undefined) return null;
    try {
      return await this.#fetchUnlessFailed(domain, id);
    } catch (error) {
      // RFC 8461 3.3: it also stays valid if the new policy cannot be fetched.
      if (kept && error instanceof StsUnavailable) return kept;
      throw error;
    }
  }

  /**
   * Fetches policies again that expire soon or were fetched a day ago (RFC 8461 10.2: an attacker can hide a new policy only for that long).
   * A policy that cannot be fetched stays as it is. Returns how many domains were asked.
   */
  async renewDue(): Promise<number> {
    const due = await takeDueStsPolicies(this.#pool, DUE_AT_ONCE, DUE_AGAIN_MS);
    await Promise.all(due.map(({ domain, id }) => this.#renew(domain, id)));
    return due.length;
  }

  /** Renews one policy. A missing record does not remove a policy that the domain still serves by HTTPS (RFC 8461 8.3 defines removal). */
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
    // RFC 8461 3.3: redirects are not allowed.
    if (status !== 200) throw new StsUnavailable('sts-policy-fetch-error', `status ${status}`);
    // RFC 8461 3.2: a page or picture that a stranger put at this path is no policy.
    if (!isPlainText(headers['content-type'])) throw new StsUnavailable('sts-policy-invalid', 'it is not text/plain');
    if (body.length > MAX_BYTES) throw new StsUnavailable('sts-policy-invalid', 'it is too large');
    const policy = parseStsPolicy(body.toString('latin1'));
    if (!policy) throw new StsUnavailable('sts-policy-invalid', 'it cannot be read');
    await keepStsPolicy(this.#pool, domain, { id, ...policy });
    return policy;
  }
}

/** Whether the content is plain text; without a type it counts as such. */
function isPlainText(type: string | undefined): boolean {
  return type === undefined || /^text\/plain[ \t]*(?:;|$)/i.test(type);
}
