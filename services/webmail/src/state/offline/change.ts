import type { Invocation } from '../../jmap/client.ts';
import type { Row } from '../../jmap/types.ts';

type Patch = Readonly<Record<string, unknown>>;

export type Sending = Extract<Change, { kind: 'send' }>;

/** A change that was made without a connection. */
export type Change =
  | { readonly kind: 'update'; readonly emails: Readonly<Record<string, Patch>> }
  /** Makes and sends a message with these calls, and then updates the emails. */
  | {
      readonly kind: 'send';
      /** The local part of its Message-ID; missing in a change that an earlier release stored. */
      readonly messageId?: string;
      readonly emails: Readonly<Record<string, Patch>>;
      readonly calls: readonly Invocation[];
    }
  /** Deletes emails for good, but only from that mailbox. */
  | { readonly kind: 'destroy'; readonly mailboxId: string; readonly ids: readonly string[] };

/**
 * Returns a patch that can be applied later: it sets only what differs from `now`, so that changes others make meanwhile are kept. An email
 * that two people moved is then in both folders.
 * @param now the email as shown before the change
 */
export function later(now: Pick<Row, 'mailboxIds' | 'keywords'>, patch: Patch): Patch {
  const { mailboxIds, keywords, ...rest } = patch;
  return {
    ...rest,
    ...difference('mailboxIds', now.mailboxIds, mailboxIds),
    ...difference('keywords', now.keywords, keywords),
  };
}

function difference(name: string, now: Readonly<Record<string, true>>, wanted: unknown): Patch {
  if (typeof wanted !== 'object' || wanted === null) return {};
  const gone = Object.keys(now).filter((key) => !(key in wanted));
  const come = Object.keys(wanted).filter((key) => !(key in now));
  return Object.fromEntries([
    ...gone.map((key) => [`${name}/${key}`, null]),
    ...come.map((key) => [`${name}/${key}`, true]),
  ]);
}

/** Returns which of the emails to destroy, because they lie in that mailbox alone, and which only to take out of it. */
export function destroyable(
  mailboxId: string,
  emails: readonly { readonly id: string; readonly mailboxIds: Readonly<Record<string, true>> }[],
): { update: Record<string, Patch>; destroy: string[] } {
  const there = emails.filter(({ mailboxIds }) => mailboxIds[mailboxId]);
  const isAlone = ({ mailboxIds }: { mailboxIds: object }): boolean => Object.keys(mailboxIds).length === 1;
  const rest = there.filter((email) => !isAlone(email)).map(({ id }) => [id, { [`mailboxIds/${mailboxId}`]: null }]);
  return { update: Object.fromEntries(rest), destroy: there.filter(isAlone).map(({ id }) => id) };
}

/** Returns an email as it is after a change; null where the change destroys it. */
export function changed<Email extends Pick<Row, 'id' | 'mailboxIds' | 'keywords'>>(
  email: Email,
  change: Change,
): Email | null {
  if (change.kind === 'destroy') return change.ids.includes(email.id) ? null : email;
  const patch = change.emails[email.id];
  if (!patch) return email;
  return {
    ...email,
    mailboxIds: patched('mailboxIds', email.mailboxIds, patch),
    keywords: patched('keywords', email.keywords, patch),
  };
}

function patched(name: string, before: Readonly<Record<string, true>>, patch: Patch): Record<string, true> {
  const after = { ...before };
  for (const [path, value] of Object.entries(patch)) {
    if (!path.startsWith(`${name}/`)) continue;
    const key = path.slice(name.length + 1);
    if (value === true) after[key] = true;
    else delete after[key];
  }
  return after;
}
