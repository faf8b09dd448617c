import { type Email, listMailboxes, ownMail, queryEmails, readEmails } from '@postroom/mailbox';
import { foldCase, parseHeader } from '@postroom/mime';
import { normaliseDomain } from '@postroom/smtp';
import type { Services } from '../services.ts';
import { addressesIn } from './addresses-in.ts';

/** Addresses of which it is known that there was mail with them before; the first that came go. */
const MAX_KNOWN = 20_000;
/** Sent mails in which it is looked to whom one writes, and how long that is kept. */
const SENT = 200;
const KEEP_MS = 10 * 60_000;
const MAX_KEPT = 500;

type Needs = Pick<Services, 'store' | 'searches' | 'settings'>;

/** With whom an account had mail before. */
export class Correspondents {
  readonly #services: Needs;
  readonly #known = new Set<string>();
  readonly #domains = new Map<number, { until: number; domains: Promise<string[]> }>();

  constructor(services: Needs) {
    this.#services = services;
  }

  /**
   * Whether an email is the first with that address: none came from it before, but into Junk and Trash, and none was sent to it. One
   * look into the index of texts; an address that is known is not looked up again.
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

  /** Domains to which an account wrote in its newest sent mails, in A-labels. */
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
