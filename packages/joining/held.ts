import { transaction } from '@postroom/database';
import { type HeldNotices, noteHeldTold } from '@postroom/directory';
import type { Filed, MailboxStore } from '@postroom/mailbox';
import { noteTold, ownersToTell, type ToTell, untoldOf } from '@postroom/transit';
import { heldMailOf } from './held-mail.ts';
import { fileNotice, prepareNotice } from './notice.ts';
import { inTheirLanguages } from './words/index.ts';

const BATCH = 100;
/** Mails that one notice names. */
const MAX_NAMED = 30;

export interface HeldSettings {
  readonly hostname: string;
  /** Of the page; empty: it is not told. */
  readonly publicUrl: string;
  /** How long mail is kept apart. */
  readonly days: number;
  /** How often who chose nothing is told. */
  readonly every: HeldNotices;
}

/**
 * Tells people of mail that is kept apart for them, each mail once and each of them once in a day or a week, as they want it. Where there is
 * nothing new nobody is told. What fails with one account stays with that one.
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
    // Where there is no room the next notice names them.
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
