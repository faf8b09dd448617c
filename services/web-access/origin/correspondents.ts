import { type Email, listMailboxes, ownMail, queryEmails, readEmails } from '@postroom/mailbox';
import { foldCase, parseHeader } from '@postroom/mime';
import { normaliseDomain } from '@postroom/smtp';
import type { Services } from '../services.ts';
import { addressesIn } from './addresses-in.ts';

/** The most addresses remembered as known correspondents; the oldest are dropped. */
const MAX_KNOWN = 20_000;
/** The newest sent mails whose recipients are read; how long the result is kept, in milliseconds; and for how many accounts. */
const SENT = 200;
const KEEP_MS = 10 * 60_000;
const MAX_KEPT = 500;

type Needs = Pick<Services, 'store' | 'searches' | 'settings'>;

/** The people with whom an account has exchanged mail. */
export class Correspondents {
  readonly #services: Needs;
  readonly #known = new Set<string>();
  readonly #domains = new Map<number, { until: number; domains: Promise<string[]> }>();

  constructor(services: Needs) {
    this.#services = services;
  }

  /**
   * Whether an email is the first contact with an address: no earlier email came from it, except into Junk, Trash and Drafts, and none was
   * sent to it. One search in the text index; an address that is known is not searched again.
   */
  async isFirst(accountId: number, { receivedAt }: Pick<Email, 'receivedAt'>, address: string): Promise<boolean> {
    const folded = foldCase(address);
    const key = `${accountId} ${folded}`;
    if (this.#known.has(key)) return false;
    const { store, searches, settings } = this.#services;
    const boxes = await listMailboxes(store.pool, accountId);
    const of = (roles: readonly string[]): number[] =>
      boxes.filter(({ specialUse }) => roles.includes(specialUse ?? '')).map(({ mailboxId }) => mailboxId);
    const sent = of(['\\Sent']).map((mailboxId) => ({ is: 'in' as const, mailboxId }));
    const filter = {
      any: [
        {
          all: [
            { is: 'address' as const, where: ['from' as const], address: folded },
            { is: 'before' as const, at: receivedAt },
            { is: 'outside' as const, mailboxIds: of(['\\Junk', '\\Trash', '\\Drafts']) },
          ],
        },
        {
          all: [
            { is: 'address' as const, where: ['to' as const, 'cc' as const, 'bcc' as const], address: folded },
            { any: sent },
          ],
        },
      ],
    };
    const { ids } = await searches.run(accountId, () =>
      queryEmails(store, ownMail(accountId), {
        filter,
        sort: [],
        collapseThreads: false,
        most: 1,
        calculateTotal: false,
        maxSearchBytes: settings.maxSearchBytes,
      }),
    );
    if (ids.length === 0) return true;
    if (this.#known.size >= MAX_KNOWN) this.#known.delete(this.#known.values().next().value as string);
    this.#known.add(key);
    return false;
  }

  /** Returns the domains, in A-labels, to which an account wrote in its newest sent mails. */
  domainsOf(accountId: number): Promise<string[]> {
    const kept = this.#domains.get(accountId);
    if (kept && kept.until > performance.now()) return kept.domains;
    this.#domains.delete(accountId);
    const [oldest] = this.#domains.keys();
    if (this.#domains.size >= MAX_KEPT && oldest !== undefined) this.#domains.delete(oldest);
    const domains = this.#readDomains(accountId);
    this.#domains.set(accountId, { until: performance.now() + KEEP_MS, domains });
    domains.catch(() => this.#domains.delete(accountId));
    return domains;
  }

  async #readDomains(accountId: number): Promise<string[]> {
    const { store, settings } = this.#services;
    const view = ownMail(accountId);
    const boxes = await listMailboxes(store.pool, accountId);
    const sent = boxes.find(({ specialUse }) => specialUse === '\\Sent');
    if (!sent) return [];
    const { ids } = await queryEmails(store, view, {
      filter: { is: 'in', mailboxId: sent.mailboxId },
      sort: [{ by: 'received', isAscending: false }],
      collapseThreads: false,
      most: SENT,
      calculateTotal: false,
      maxSearchBytes: settings.maxSearchBytes,
    });
    const domains = new Set<string>();
    for await (const page of readEmails(store.pool, view, Array.from(ids), { header: true }))
      for (const { header = Buffer.alloc(0) } of page)
        for (const field of parseHeader(header).filter(({ name }) => name === 'to' || name === 'cc'))
          for (const { domain } of addressesIn(header, field)) domains.add(normaliseDomain(domain) ?? '');
    domains.delete('');
    return [...domains];
  }
}
