import { setTimeout as pause } from 'node:timers/promises';
import { stageBlob } from '@postroom/blobs';
import { type Pool, reopenJob } from '@postroom/database';
import { appendMessages, describeBlob, findMailbox, type MailboxStore } from '@postroom/mailbox';
import { Flag } from '@postroom/types';

/** Messages per transaction. */
const BATCH = 200;
const LOOK_MS = 500;
const WORDS = 'the quick brown fox jumps over the lazy dog while the mail is on its way ';

export interface LargeInboxMessage {
  readonly text: string;
  readonly isSeen: boolean;
  readonly internalDate: Date;
}

/** Returns message `number`, dated within the last three years; one in ten is unread. */
export function messageOf(number: number): LargeInboxMessage {
  return {
    text: conversation(number),
    isSeen: number % 10 !== 0,
    internalDate: new Date(Date.UTC(2023, 0, 1) + number * 460_000),
  };
}

/** Files the first `count` messages in the INBOX of an account. */
export async function fillInbox(pool: Pool, accountId: number, count: number): Promise<void> {
  const store: MailboxStore = { pool, objects: undefined, announce: () => {} };
  const inbox = await findMailbox(pool, accountId, 'INBOX');
  for (let first = 0; first < count; first += BATCH) {
    const appends = Array.from({ length: Math.min(BATCH, count - first) }, async (_, index) => {
      const { text, isSeen, internalDate } = messageOf(first + index);
      const blob = stageBlob(Buffer.from(text));
      const facts = await describeBlob(store, blob);
      return { blob, facts, flags: isSeen ? Flag.Seen : 0, keywords: [], internalDate };
    });
    await appendMessages(store, inbox, await Promise.all(appends));
  }
}

/** Waits until the search index has all texts. */
export async function textsIndexed(pool: Pool): Promise<void> {
  const waits = async (): Promise<boolean> =>
    (await pool.query('select 1 from search_backlog limit 1')).rows.length > 0;
  // The platform looks for texts to index only every ten minutes.
  if (await waits()) await reopenJob(pool, 'index-messages');
  while (await waits()) await pause(LOOK_MS);
}

/** Threads have three messages. One message in 20,000 has a rare word. */
function conversation(number: number): string {
  const thread = number - (number % 9) + (number % 3);
  const answers = thread !== number;
  return [
    `From: "Sender Number ${number % 5000}" <sender${number % 5000}@elsewhere.test>`,
    'To: "A User" <user@bench.test>, "Another One" <other@bench.test>',
    `Subject: ${answers ? 'Re: ' : ''}${(thread * 7919) % 100_000} about the weather`,
    `Date: ${new Date(Date.UTC(2023, 0, 1) + number * 460_000 - (number % 7) * 60_000).toUTCString()}`,
    `Message-ID: <${number}.bench@elsewhere.test>`,
    ...(answers ? [`In-Reply-To: <${thread}.bench@elsewhere.test>`] : []),
    'Content-Type: text/plain; charset=utf-8',
    '',
    `${number % 20_000 === 777 ? 'zanzibarian ' : ''}${number}`,
    ...Array.from({ length: 20 }, () => WORDS),
    '',
  ].join('\r\n');
}
