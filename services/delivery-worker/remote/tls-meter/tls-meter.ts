import type { TlsTally } from '@postroom/feedback';
import { normaliseDomain } from '@postroom/smtp';
import { type Look, policyFor } from '../tls-policies/domain-policies.ts';
import { type DomainWishes, domainWishes } from './domain-wishes.ts';
import { type Attempt, sessionOf } from './session-of.ts';

export interface MeterOptions extends Look {
  readonly tally: Pick<TlsTally, 'add' | 'flush'>;
  readonly onError: (error: unknown) => void;
}

export interface NotedAttempt extends Attempt {
  readonly destination: string;
  readonly server: Attempt['server'] & { readonly port: number };
}

/** The most connections waiting for the policy of their domain; more of them are not counted. */
const MAX_WAITING = 500;
/** The most domains whose policies are remembered, for some minutes. */
const MAX_KEPT = 1_000;
const KEPT_MS = 5 * 60_000;

/**
 * Measures TLS with the servers of domains that want reports about it (RFC 8460), by the domains' policies. No mail waits for that.
 */
export class TlsMeter implements Disposable {
  readonly #options: MeterOptions;
  readonly #kept = new Map<string, { readonly until: number; readonly wishes: Promise<DomainWishes | undefined> }>();
  readonly #waiting = new Set<Promise<void>>();
  #isClosed = false;

  constructor(options: MeterOptions) {
    this.#options = options;
  }

  /** Notes a connection, without waiting. */
  note(attempt: NotedAttempt): void {
    const domain = normaliseDomain(attempt.destination);
    if (domain === undefined || domain.startsWith('[') || this.#waiting.size >= MAX_WAITING) return;
    const at = new Date();
    const measuring = this.#measure(domain, attempt, at)
      .catch(this.#options.onError)
      .finally(() => this.#waiting.delete(measuring));
    this.#waiting.add(measuring);
  }

  /** Waits until everything noted is written to the database. */
  async flush(): Promise<void> {
    await Promise.all(this.#waiting);
    await this.#options.tally.flush();
  }

  /** Stops; connections that still wait are not counted. */
  [Symbol.dispose](): void {
    this.#isClosed = true;
  }

  async #measure(domain: string, attempt: NotedAttempt, at: Date): Promise<void> {
    const wishes = await this.#wishesOf(domain);
    if (!wishes) return;
    const policy = await policyFor(this.#options, wishes, attempt.server);
    // Servers with a policy that we cannot check are not counted.
    const isUnclear = !policy || policy === 'unknown' || (policy.type === 'tlsa' && policy.records.length === 0);
    if (isUnclear || this.#isClosed) return;
    this.#options.tally.add({ domain, rua: wishes.rua, session: sessionOf(attempt, policy) }, at);
  }

  #wishesOf(domain: string): Promise<DomainWishes | undefined> {
    const kept = this.#kept.get(domain);
    if (kept && kept.until > performance.now()) return kept.wishes;
    const wishes = domainWishes(this.#options, domain);
    this.#kept.delete(domain);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= MAX_KEPT) this.#kept.delete(oldest);
    this.#kept.set(domain, { until: performance.now() + KEPT_MS, wishes });
    return wishes;
  }
}
