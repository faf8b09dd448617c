import type { Row } from '../../jmap/types.ts';
import { type BulkWord, bulkText } from '../../words/bulk/index.ts';
import { deliveryText } from '../../words/delivery/index.ts';
import { text } from '../../words/index.ts';
import { movedTo } from '../conversations.ts';
import { type Kept, sumOf, whyKept, withoutToGo } from '../delivery/without-to-go.ts';
import { destroyIn } from '../destroy-in.ts';
import type { Label } from '../labels/label.ts';
import { accountOf, useMail } from '../mail.ts';
import type { Move, Patch } from '../move.ts';
import { openConversation } from '../reading.ts';
import { Said } from '../refused.ts';
import { show } from '../toasts.ts';
import { eachBatch, readAgain, runForAll } from './run.ts';

/** Moves all mail of the list into a folder. What still waits to be sent is not moved to Trash or Junk. */
export async function moveAll(mailboxId: string, { done, isAway = false, more = {} }: Move): Promise<void> {
  const here = useMail.getState().list.view.mailboxId;
  let toGo = 0;
  // The open conversation moves too, so it is closed.
  if (here !== null) openConversation(null);
  await runForAll({
    patchOf: (row) => ({ mailboxIds: movedTo(row, here, mailboxId, isAway), ...more }),
    backOf: ({ mailboxIds, keywords }) => ({ mailboxIds, keywords }),
    done: (count) =>
      [done(Math.max(0, count - toGo)), ...(toGo > 0 ? [deliveryText('keptInPlace', { count: toGo })] : [])].join('. '),
    async spare(emails) {
      const free = isAway ? await withoutToGo(accountOf(mailboxId), emails) : emails;
      toGo += emails.length - free.length;
      return free;
    },
  });
}

/** Deletes all mail of the list for good. The person has agreed. */
export async function destroyAll(mailboxId: string): Promise<void> {
  const kept: Kept[] = [];
  openConversation(null);
  try {
    const count = await eachBatch(async (emails) => {
      kept.push(await destroyIn(mailboxId, emails));
    });
    const stayed = sumOf(kept);
    if (stayed.kept > 0) throw new Said(whyKept(stayed));
    show(text('done.deleteForGood', { count }));
  } finally {
    await readAgain(accountOf(mailboxId));
  }
}

const MARKED: Readonly<Record<string, readonly [on: BulkWord, off: BulkWord]>> = {
  $seen: ['read', 'unread'],
  $flagged: ['starred', 'unstarred'],
};

export async function markAll(keyword: string, isSet: boolean): Promise<void> {
  const [on, off] = MARKED[keyword] ?? ['marked', 'marked'];
  await setAll(keyword, isSet, (count) => bulkText(isSet ? on : off, { count }));
}

export async function labelAll({ keyword, name }: Label, isOn: boolean): Promise<void> {
  await setAll(keyword, isOn, (count) => text(isOn ? 'label.putOn' : 'label.takenOff', { name, count }));
}

async function setAll(keyword: string, isSet: boolean, done: (count: number) => string): Promise<void> {
  const patch = (isOn: boolean): Patch => ({ [`keywords/${keyword}`]: isOn ? true : null });
  await runForAll({
    patchOf: ({ keywords }: Row) => (Boolean(keywords[keyword]) === isSet ? null : patch(isSet)),
    backOf: () => patch(!isSet),
    done,
  });
}
