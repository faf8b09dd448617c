import { ownerOf } from '../jmap/ids.ts';
import { readIdentities, readMailboxes } from './account.ts';
import { readPage, readThreads } from './list.ts';
import { client, useMail } from './mail.ts';
import { readConversation, readFlags, readSenders } from './reading.ts';
import { readOwners } from './shared/owners.ts';
import { sharedAccountIds } from './shared/shared-account-ids.ts';
import { readSubmissionsAgain } from './submissions.ts';
import { keyOfWindow } from './writing/window-of.ts';

const { getState: get } = useMail;

/** Reads again what is shown, after something changed elsewhere. @param types changed types, with the account as a prefix where it is another one */
export async function refresh(types: ReadonlySet<string>): Promise<void> {
  const work: Promise<void>[] = [];
  const isOwn = types.has('Mailbox') || types.has('Email');
  // A change of rights, which no type of the other account announces.
  const isSharing = types.has('ShareNotification');
  const others = new Set([...types].flatMap((type) => ownerOf(type) ?? []));
  if (isOwn) work.push(readMailboxes());
  if (isSharing || others.size > 0) work.push(readOwners(isSharing ? sharedAccountIds() : [...others]));
  const shown = ownerOf(get().list.view.mailboxId);
  if (shown === undefined ? isOwn : isSharing || others.has(shown)) work.push(...readShown());
  if (types.has('EmailSubmission')) work.push(readSubmissionsAgain());
  if (types.has('Identity')) work.push(readIdentities());
  await Promise.allSettled(work);
  // A response had a new session state: somebody began or stopped to share something.
  if (get().client && client().isOld) await readOwners([]).catch(() => undefined);
}

/** How long a reading of the list may take before the next change starts another. */
const PATIENCE_MS = 5_000;

let listing: Promise<void> | undefined;
/** Whether something has changed since the list was requested, and when that was. */
let [isOld, askedAt] = [false, 0];

/** Reads the list again, one reading after the other: if each change ended the last reading, fast changes would never show anything. */
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

/** Reads the list and the open conversation; a compose window has neither. */
function readShown(): Promise<void>[] {
  if (keyOfWindow !== null) return [];
  const page = readList();
  const { openId, rows } = get();
  const row = openId ? rows[openId] : undefined;
  if (!openId || !row) return [page];
  const read = readThreads([openId])
    .then(() => Promise.all([readConversation(openId), readFlags(openId)]))
    .then(() => readSenders(openId, new AbortController().signal));
  return [page, read];
}
