import type { MailboxRights } from '../../jmap/types.ts';
import { readMailboxes } from '../account.ts';
import { call, isOfflineError, useMail } from '../mail.ts';
import type { Rights } from './level.ts';

const REFUSALS = ['forbidden', 'notFound', 'invalidProperties', 'overQuota'] as const;

/** Why sharing failed: the server's refusal (RFC 8620 5.3), or `offline`. */
export type ShareFault = (typeof REFUSALS)[number] | 'offline' | 'other';

/** Changes run one after the other, so that the last choice wins. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Gives somebody rights in a folder, or takes them away (null): here at once and then on the server. Returns why it was refused; the change
 * is then undone.
 */
export async function shareFolder(
  mailboxId: string,
  principalId: string,
  rights: Rights | null,
): Promise<ShareFault | null> {
  const before = sharedWith(mailboxId)[principalId] ?? null;
  put(mailboxId, principalId, rights);
  const sending = last.then(() => send(mailboxId, principalId, rights));
  last = sending;
  const fault = await sending;
  if (fault) put(mailboxId, principalId, before);
  if (last === sending) await readMailboxes().catch(() => undefined);
  return fault;
}

async function send(mailboxId: string, principalId: string, rights: Rights | null): Promise<ShareFault | null> {
  try {
    const [answer] = await call([
      ['Mailbox/set', { update: { [mailboxId]: { [`shareWith/${principalId}`]: rights } } }],
    ]);
    const refused = (answer?.notUpdated ?? {}) as Readonly<Record<string, { type: string }>>;
    const type = refused[mailboxId]?.type;
    return type === undefined ? null : (REFUSALS.find((each) => each === type) ?? 'other');
  } catch (error) {
    return faultOf(error);
  }
}

export function faultOf(error: unknown): ShareFault {
  return isOfflineError(error) ? 'offline' : 'other';
}

function sharedWith(mailboxId: string): Readonly<Record<string, MailboxRights>> {
  return useMail.getState().mailboxes.find(({ id }) => id === mailboxId)?.shareWith ?? {};
}

/** Changes the rights in this page only. */
function put(mailboxId: string, principalId: string, rights: Rights | null): void {
  const { [principalId]: _before, ...others } = sharedWith(mailboxId);
  const all = rights ? { ...others, [principalId]: rights as MailboxRights } : others;
  const shareWith = Object.keys(all).length > 0 ? all : null;
  useMail.setState(({ mailboxes }) => ({
    mailboxes: mailboxes.map((each) => (each.id === mailboxId ? { ...each, shareWith } : each)),
  }));
}
