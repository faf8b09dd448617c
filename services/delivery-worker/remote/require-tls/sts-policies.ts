import type { DnsResolver } from '@postroom/dns';
import type { Outgoing } from '@postroom/outgoing';
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

interface Kept {
  readonly id: string;
  readonly policy: StsPolicy;
  /** Ms since 1970. */
  readonly until: number;
  /** When a newer one may be asked for again, since the last time it could not be had. */
  readonly askAt: number;
}

/** What could not be had, without a policy that is kept. */
interface Failed {
  readonly id: string;
  readonly error: unknown;
  readonly askAt: number;
}

const MAX_KEPT = 1_000;
const MAX_BYTES = 64 * 1024; // RFC 8461 3.2
const ASK_AGAIN_MS = 5 * 60_000; // RFC 8461 3.3
const TIMEOUT_MS = 20_000; // RFC 8461 3.3 suggests a minute; a connection waits for it

/** Policies of other domains (MTA-STS, RFC 8461), as long as they hold. */
export class StsPolicies {
  readonly #resolver: Pick<DnsResolver, 'txt'>;
  readonly #outgoing: Outgoing;
  readonly #kept = new Map<string, Kept>();
  readonly #failed = new Map<string, Failed>();

  constructor(resolver: Pick<DnsResolver, 'txt'>, outgoing: Outgoing) {
    this.#resolver = resolver;
    this.#outgoing = outgoing;
  }

  /** That of a normalised domain; null when it has none. Throws RouteFailure, a temporary one, when it cannot be had now. */
  async of(domain: string): Promise<StsPolicy | null> {
    const kept = this.#known(domain);
    const found = await this.#resolver.txt(`_mta-sts.${domain}`);
    const id = found.kind === 'found' ? stsId(found.records) : undefined;
    // 3.3: what is kept holds, also where a record is missing or cannot be had.
    if (kept && (id === undefined || id === kept.id || kept.askAt > Date.now())) return kept.policy;
    if (found.kind === 'temporary-failure')
      throw new RouteFailure(false, '4.4.3', 'DNS lookup of the MTA-STS record failed');
    if (id === undefined) return null;
    const failed = this.#failed.get(domain);
    if (failed && failed.id === id && failed.askAt > Date.now()) throw failed.error;
    try {
      const policy = await this.#fetch(domain);
      keep(this.#kept, domain, { id, policy, until: Date.now() + policy.maxAgeSeconds * 1_000, askAt: 0 });
      return policy;
    } catch (error) {
      const askAt = Date.now() + ASK_AGAIN_MS;
      if (!kept) {
        keep(this.#failed, domain, { id, error, askAt });
        throw error;
      }
      // 3.3: so does it where the one that follows cannot be had.
      keep(this.#kept, domain, { ...kept, askAt });
      return kept.policy;
    }
  }

  async #fetch(domain: string): Promise<StsPolicy> {
    const url = `https://mta-sts.${domain}/.well-known/mta-sts.txt`;
    const request = { method: 'GET', headers: {}, timeoutMs: TIMEOUT_MS, maxBytes: MAX_BYTES } as const;
    const { status, body } = await this.#outgoing.ask(url, request).catch((error: Error) => {
      throw new StsUnavailable('sts-policy-fetch-error', error.message);
    });
    // 3.3: no redirects
    if (status !== 200) throw new StsUnavailable('sts-policy-fetch-error', `status ${status}`);
    const policy = parseStsPolicy(body.toString('latin1'));
    if (!policy) throw new StsUnavailable('sts-policy-invalid', 'it cannot be read');
    return policy;
  }

  #known(domain: string): Kept | undefined {
    const kept = this.#kept.get(domain);
    return kept && kept.until > Date.now() ? kept : undefined;
  }
}

function keep<T>(map: Map<string, T>, domain: string, kept: T): void {
  map.delete(domain);
  map.set(domain, kept);
  const [oldest] = map.keys();
  if (map.size > MAX_KEPT && oldest !== undefined) map.delete(oldest);
}
