import { ownerOf } from '../jmap/ids.ts';
import { readIdentities, readMailboxes } from './account.ts';
import { readPage, readThreads } from './list.ts';
import { client, useMail } from './mail.ts';
import { readConversation, readSenders } from './reading.ts';
import { readOwners } from './shared/owners.ts';
import { sharedAccountIds } from './shared/shared-account-ids.ts';
import { readSubmissionsAgain } from './submissions.ts';
import { keyOfWindow } from './writing/window-of.ts';

const { getState: get } = useMail;

/** After something changed elsewhere: what is shown is read again, in place. @param types with the account in front where it is not one's own */
export async function refresh(types: ReadonlySet<string>): Promise<void> {
  const work: Promise<void>[] = [];
  const isOwn = types.has('Mailbox') || types.has('Email');
  // Rights, of which no type of the other account tells.
  const isSharing = types.has('ShareNotification');
  const others = new Set([...types].flatMap((type) => ownerOf(type) ?? []));
  if (isOwn) work.push(readMailboxes());
  if (isSharing || others.size > 0) work.push(readOwners(isSharing ? sharedAccountIds() : [...others]));
  const shown = ownerOf(get().list.view.mailboxId);
  if (shown === undefined ? isOwn : isSharing || others.has(shown)) work.push(...readShown());
  if (types.has('EmailSubmission')) work.push(readSubmissionsAgain());
  if (types.has('Identity')) work.push(readIdentities());
  await Promise.allSettled(work);
  // One of the answers told that somebody began to share something, or does not any more.
  if (get().client && client().isOld) await readOwners([]).catch(() => undefined);
}

/** Ms after which an answer is not waited for any more where something else has changed. */
const PATIENCE_MS = 5_000;

let listing: Promise<void> | undefined;
/** Whether something has changed since the list was asked for, and when that was. */
let [isOld, askedAt] = [false, 0];

/** One after the other: were each reading given up for the next, nothing would be seen where changes come faster than answers. */
function readList(): Promise<void> {
  isOld = true;
  if (listing && performance.now() - askedAt < PATIENCE_MS) return listing;
  const mine = readWhileOld().finally(() => {
    if (listing === mine) listing = undefined;
  });
  listing = mine;
  return mine;
}

async function readWhileOld(): Promise<void> {
  while (isOld) {
    [isOld, askedAt] = [false, performance.now()];
    await readPage(0, true, true);
  }
}

/** The list, and the conversation that is open; a window in which one writes has neither. */
function readShown(): Promise<void>[] {
  if (keyOfWindow !== null) return [];
  const page = readList();
  const { openId, rows } = get();
  const row = openId ? rows[openId] : undefined;
  if (!openId || !row) return [page];
  const read = readThreads([openId])
    .then(() => readConversation(openId))
    .then(() => readSenders(openId, new AbortController().signal));
  return [page, read];
}
