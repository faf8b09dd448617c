import type { Invocation } from '../../jmap/client.ts';
import type { Row } from '../../jmap/types.ts';

type Patch = Readonly<Record<string, unknown>>;

export type Sending = Extract<Change, { kind: 'send' }>;

/** What was done without a connection. */
export type Change =
  | { readonly kind: 'update'; readonly emails: Readonly<Record<string, Patch>> }
  /** With these calls a mail is made and sent, and then that is noted. */
  | {
      readonly kind: 'send';
      /** What stands before the domain in it; one that a release before kept has none. */
      readonly messageId?: string;
      readonly emails: Readonly<Record<string, Patch>>;
      readonly calls: readonly Invocation[];
    }
  /** For good, out of that mailbox. */
  | { readonly kind: 'destroy'; readonly mailboxId: string; readonly ids: readonly string[] };

/**
 * A change that may come later: only what is another than it was here is set, so that what others did meanwhile to the rest stays. An
 * email that was put elsewhere by two is in both places then.
 * @param now the email as it is shown before the change
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

/** What is destroyed of emails that were to be: those that still lie there and nowhere else; what was taken out meanwhile stays. */
export function destroyable(
  mailboxId: string,
  emails: readonly { readonly id: string; readonly mailboxIds: Readonly<Record<string, true>> }[],
): { update: Record<string, Patch>; destroy: string[] } {
  const there = emails.filter(({ mailboxIds }) => mailboxIds[mailboxId]);
  const isAlone = ({ mailboxIds }: { mailboxIds: object }): boolean => Object.keys(mailboxIds).length === 1;
  const rest = there.filter((email) => !isAlone(email)).map(({ id }) => [id, { [`mailboxIds/${mailboxId}`]: null }]);
  return { update: Object.fromEntries(rest), destroy: there.filter(isAlone).map(({ id }) => id) };
}

/** An email as it is once a change is made; null: it is gone. */
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
