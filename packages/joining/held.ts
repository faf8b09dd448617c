import { transaction } from '@postroom/database';
import { type HeldNotices, noteHeldTold } from '@postroom/directory';
import type { Filed, MailboxStore } from '@postroom/mailbox';
import { noteTold, ownersToTell, type ToTell, untoldOf } from '@postroom/transit';
import { heldMailOf } from './held-mail.ts';
import { fileNotice, prepareNotice } from './notice.ts';
import { inTheirLanguages } from './words/index.ts';

const BATCH = 100;
/** How many messages one notice names. */
const MAX_NAMED = 30;

export interface HeldSettings {
  readonly hostname: string;
  /** The URL of the page; if empty, notices do not mention it. */
  readonly publicUrl: string;
  /** How long mail stays in quarantine. */
  readonly days: number;
  /** How often owners are told who have chosen nothing. */
  readonly every: HeldNotices;
}

/**
 * Tells owners of mail in quarantine: each message once, and each owner once in a day or a week, as they chose. Owners without new mail in
 * quarantine are not told. A failure with one account does not affect others.
 */
export async function notifyOfHeld(
  store: MailboxStore,
  settings: HeldSettings,
  onError: (error: unknown, accountId: number) => void,
): Promise<void> {
  for (const owner of await ownersToTell(store.pool, settings.every, BATCH)) {
    await notify(store, settings, owner).catch((error: unknown) => onError(error, owner.accountId));
  }
}

async function notify(
  store: MailboxStore,
  { hostname, publicUrl, days }: HeldSettings,
  { accountId, address, language, toldAt }: ToTell,
): Promise<void> {
  const held = await untoldOf(store.pool, accountId);
  if (held.length === 0) return;
  const mails = held.slice(0, MAX_NAMED).map(heldMailOf);
  const notice = await prepareNotice(store, {
    hostname,
    to: { name: '', address },
    ...inTheirLanguages(language, address, (words) =>
      words.held({ address, mails, count: held.length, days, publicUrl }),
    ),
  });
  const filed = await transaction(store.pool, async (tx): Promise<Filed | undefined> => {
    if (!(await noteHeldTold(tx, accountId, toldAt))) return undefined;
    const done = await fileNotice(tx, accountId, notice);
    // If the mailbox is full, the messages stay untold for the next notice.
    if (done)
      await noteTold(
        tx,
        held.map(({ id }) => id),
      );
    return done;
  });
  if (filed)
    store.announce({ accountId, modseq: filed.modseq, mailboxIds: filed.entries.map((entry) => entry.mailboxId) });
}
