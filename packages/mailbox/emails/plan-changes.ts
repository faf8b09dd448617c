import { Flag, MailError } from '@postroom/types';
import type { AccountState } from '../account/account-state.ts';
import { distinctKeywords } from '../entries/keywords.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { type MailView, seenMailbox } from '../sharing/mail-view.ts';
import { applied, type EmailChange } from './email-change.ts';
import type { EmailEntry } from './entries-of-emails.ts';
import type { Snooze } from './snooze.ts';
import { SYSTEM_KEYWORDS, storedKeywords } from './system-keywords.ts';

/** An entry with its new flags and keywords. New keywords are in lower case; existing ones keep their spelling. */
export interface FlaggedEntry {
  readonly entry: EmailEntry;
  readonly flags: number;
  readonly keywords: readonly string[];
}

/** What is to be done to entries. */
export interface Plan {
  readonly flagged: FlaggedEntry[];
  /** Entries to copy, and the mailbox to copy them to. */
  readonly copied: { readonly entry: EmailEntry; readonly to: number }[];
  readonly removed: EmailEntry[];
  /** New snoozes of emails by id; null removes one. */
  readonly snoozed: Map<number, Snooze | null>;
}

/** The mailboxes of an account, and those with a special meaning here. */
export interface Places {
  readonly ids: ReadonlySet<number>;
  readonly inbox: number;
  /** The mailbox with the use \Snoozed; null when there is none. */
  readonly snoozed: number | null;
}

/** The most pairs of mailboxes between which one call copies: each takes a few statements under the account's lock. */
const MAX_WAYS = 100;

/** The most mailboxes into which one email is put (RFC 8621 1.3.1 maxMailboxesPerEmail); IMAP may copy it into more. */
export const MAX_MAILBOXES_PER_EMAIL = 100;

/** The most mailboxes in which one call changes something. */
const MAX_MAILBOXES = 200;

/** Plans changes one by one. A change that is not possible throws and leaves the plan as it was. */
export class ChangePlanner {
  readonly plan: Plan = { flagged: [], copied: [], removed: [], snoozed: new Map() };
  readonly #state: AccountState;
  readonly #view: MailView;
  readonly #places: Places;
  readonly #ways = new Set<string>();
  readonly #touched = new Set<number>();
  #room: number;

  /**
   * @param room how many more messages the account may have
   */
  constructor(state: AccountState, view: MailView, places: Places, room: number) {
    this.#state = state;
    this.#view = view;
    this.#places = places;
    this.#room = room;
  }

  /**
   * Plans a change. Throws not-found, mailbox-not-found, no-permission, over-quota, limit-reached, and invalid when the email would be in
   * no mailbox, or is to be snoozed outside the snoozed mailbox.
   */
  update({ id, keywords, mailboxIds, snoozed }: EmailChange, entries: readonly EmailEntry[] = []): void {
    const shown = entries.filter(isShown);
    const [first] = shown;
    if (!first) throw new MailError('not-found', 'There is no such email');
    const flagged = keywords ? shown.map((entry) => withKeywords(entry, keywords)) : [];
    const places = new Set(shown.map(({ mailboxId }) => mailboxId));
    const after = mailboxIds ? applied(places, mailboxIds) : places;
    if (after.size === 0) throw new MailError('invalid', 'An email has to be in at least one mailbox');
    const added = [...after].filter((id) => !places.has(id));
    if (added.some((id) => !this.#places.ids.has(id)))
      throw new MailError('mailbox-not-found', 'There is no such mailbox');
    if (added.length > 0 && after.size > MAX_MAILBOXES_PER_EMAIL)
      throw new MailError('limit-reached', `An email can be in at most ${MAX_MAILBOXES_PER_EMAIL} mailboxes`);
    const removed = shown.filter(({ mailboxId }) => !after.has(mailboxId));
    const waits = this.#places.snoozed !== null && after.has(this.#places.snoozed);
    if (snoozed && !waits) throw new MailError('invalid', 'Only what is in the snoozed mailbox is snoozed');
    const changed = flagged.filter(isChanged);
    for (const each of changed) this.#require(each.entry.mailboxId, rightsToSet(each));
    for (const mailboxId of added) this.#require(mailboxId, 'i');
    for (const { mailboxId } of removed) this.#require(mailboxId, 'te');
    // Only the owner may decide when an email comes back, and where.
    if (snoozed !== undefined && this.#view.shared) throw new MailError('no-permission', 'Only its owner snoozes it');
    // A change of only the snooze must also show as a change of the email.
    if (snoozed !== undefined && changed.length + added.length + removed.length === 0)
      changed.push({ entry: first, flags: first.flags, keywords: first.keywords });
    this.#requireFew(
      added.map((to) => `${first.mailboxId} ${to}`),
      [...added, ...changed.map(({ entry }) => entry.mailboxId), ...removed.map(({ mailboxId }) => mailboxId)],
    );
    this.#takeSpace(added.length - removed.length, first.size);
    this.plan.flagged.push(...changed);
    this.plan.copied.push(...added.map((to) => ({ entry: first, to })));
    this.plan.removed.push(...removed);
    const leaves = removed.some(({ mailboxId }) => mailboxId === this.#places.snoozed);
    if (snoozed !== undefined || leaves) this.plan.snoozed.set(id, snoozed ?? null);
  }

  /** Plans the removal of an email. Throws not-found, no-permission, limit-reached. */
  destroy(entries: readonly EmailEntry[] = []): void {
    if (!entries.some(isShown)) throw new MailError('not-found', 'There is no such email');
    for (const { mailboxId } of entries) this.#require(mailboxId, 'te');
    this.#requireFew(
      [],
      entries.map(({ mailboxId }) => mailboxId),
    );
    for (const { size } of entries) this.#takeSpace(-1, size);
    this.plan.removed.push(...entries);
  }

  /** Checks rights (RFC 4314 4). Throws no-permission. */
  #require(mailboxId: number, letters: string): void {
    requireRights(seenMailbox(this.#view, mailboxId), letters);
  }

  #requireFew(ways: readonly string[], mailboxIds: readonly number[]): void {
    const [newWays, newMailboxes] = [ways.filter((way) => !this.#ways.has(way)), new Set(mailboxIds)];
    const isTooMuch =
      this.#ways.size + newWays.length > MAX_WAYS || this.#touched.union(newMailboxes).size > MAX_MAILBOXES;
    if (isTooMuch) throw new MailError('limit-reached', 'Change fewer mailboxes at once');
    for (const way of newWays) this.#ways.add(way);
    for (const id of newMailboxes) this.#touched.add(id);
  }

  #takeSpace(messages: number, size: number): void {
    const bytes = messages * size;
    const { quotaBytes, usedBytes } = this.#state;
    if (messages > 0 && messages > this.#room) throw new MailError('limit-reached', 'An account has no more messages');
    if (bytes > 0 && quotaBytes !== null && usedBytes + bytes > quotaBytes)
      throw new MailError('over-quota', 'The quota is used up');
    this.#room -= messages;
    this.#state.usedBytes += bytes;
  }
}

function isShown({ flags }: EmailEntry): boolean {
  return (flags & Flag.Deleted) === 0;
}

const SYSTEM_BITS = Array.from(SYSTEM_KEYWORDS.values()).reduce((all, bit) => all | bit, 0);

function withKeywords(entry: EmailEntry, change: NonNullable<EmailChange['keywords']>): FlaggedEntry {
  const spelled = new Map(entry.keywords.map((keyword) => [keyword.toLowerCase(), keyword]));
  const system = [...SYSTEM_KEYWORDS].filter(([, bit]) => entry.flags & bit).map(([name]) => name);
  const after = applied([...system, ...spelled.keys()], change);
  const { flags, keywords } = storedKeywords(after);
  const spelledAsHere = keywords.map((name) => spelled.get(name) ?? name);
  return { entry, flags: (entry.flags & ~SYSTEM_BITS) | flags, keywords: distinctKeywords(spelledAsHere) };
}

/** Returns the rights that a change of flags and keywords needs; it needs them in all mailboxes of the email (RFC 8621 2). */
function rightsToSet({ entry, flags, keywords }: FlaggedEntry): string {
  const isSeenAlone = ((flags ^ entry.flags) & ~Flag.Seen) === 0 && keywords.join(' ') === entry.keywords.join(' ');
  return `${(flags ^ entry.flags) & Flag.Seen ? 's' : ''}${isSeenAlone ? '' : 'w'}`;
}

function isChanged({ entry, flags, keywords }: FlaggedEntry): boolean {
  return flags !== entry.flags || keywords.join(' ') !== entry.keywords.join(' ');
}
