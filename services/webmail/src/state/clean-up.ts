import type { Row } from '../jmap/types.ts';
import { readMailboxes } from './account.ts';
import { inBatches } from './conversations.ts';
import { type Kept, sumOf, withoutToGo } from './delivery/without-to-go.ts';
import { destroyIn } from './destroy-in.ts';
import { foldersOf, isInTrash } from './folders/in-trash.ts';
import { readPage } from './list.ts';
import { call, client, mailboxOf, useMail } from './mail.ts';
import { requireDone } from './refused.ts';

/** Describes the mail to delete. */
export interface Unwanted {
  /** The folder; Trash includes the folders in it. Null: all folders except Drafts, Junk, Trash and those inside them. */
  readonly mailboxId: string | null;
  /** The mail is older than this; null: of any age. */
  readonly before: Date | null;
  /** The least size in octets; 0: any size. */
  readonly minSize: number;
}

/** The most pages of one run. */
const MAX_PAGES = 10_000;
const KEPT_ROLES = ['drafts', 'junk', 'trash'];

type Email = Pick<Row, 'id' | 'mailboxIds'>;

/** Returns the folders to search, one after the other; a null stands for all except those of `KEPT_ROLES`. */
function placesOf({ mailboxId }: Unwanted): (string | null)[] {
  const trash = foldersOf(useMail.getState().mailboxes, 'trash').map(({ id }) => id);
  return mailboxId !== null && mailboxId === trash[0] ? trash : [mailboxId];
}

function filterOf(place: string | null, { before, minSize }: Unwanted): object {
  const others = KEPT_ROLES.flatMap((role) => foldersOf(useMail.getState().mailboxes, role));
  return {
    ...(place === null ? { inMailboxOtherThan: others.map(({ id }) => id) } : { inMailbox: place }),
    ...(before && { before: `${before.toISOString().slice(0, 19)}Z` }),
    ...(minSize > 0 && { minSize }),
  };
}

export async function countUnwanted(unwanted: Unwanted): Promise<number> {
  const conditions = placesOf(unwanted).map((place) => filterOf(place, unwanted));
  const filter = { operator: 'OR', conditions };
  const [answer] = await call([['Email/query', { filter, limit: 0, calculateTotal: true }]]);
  return Number(answer?.total ?? 0);
}

/** Returns whether the mail is deleted for good (in Junk, Trash and the folders in Trash) instead of moved to Trash. */
export function goesForGood({ mailboxId }: Unwanted): boolean {
  if (mailboxId === null) return false;
  return mailboxId === mailboxOf('junk')?.id || isInTrash(useMail.getState().mailboxes, mailboxId);
}

export interface CleanedUp extends Kept {
  readonly gone: number;
  /** Puts the emails back that were moved to Trash. */
  undo?(): Promise<void>;
  /** The error that ended the run early. */
  readonly failure?: unknown;
}

/**
 * Deletes that mail, but not what still waits to be sent. Throws where it fails before anything was moved to Trash.
 * @param progress called with the number of emails deleted so far
 */
export async function cleanUp(unwanted: Unwanted, progress: (gone: number) => void): Promise<CleanedUp> {
  const trash = mailboxOf('trash')?.id ?? '';
  const forGood = goesForGood(unwanted);
  const moved: Email[] = [];
  let gone = 0;
  const kept: Kept[] = [];
  let failure: unknown;
  try {
    for (const place of placesOf(unwanted)) {
      const filter = filterOf(place, unwanted);
      let here: Kept = { kept: 0, toGo: 0 };
      for (let page = 0; page < MAX_PAGES; page++) {
        const emails = await readUnwanted(filter, here.kept);
        if (emails.length === 0) break;
        const stayed = forGood ? await destroyIn(place ?? '', emails) : await moveToTrash(emails, place, trash, moved);
        here = sumOf([here, stayed]);
        gone += emails.length - stayed.kept;
        progress(gone);
      }
      kept.push(here);
    }
  } catch (error) {
    if (moved.length === 0) throw error;
    failure = error;
  } finally {
    await readAgain();
  }
  return { gone, ...sumOf(kept), failure, ...(moved.length > 0 && { undo: () => putBack(moved) }) };
}

async function readUnwanted(filter: object, position: number): Promise<Email[]> {
  const [, got] = await call([
    ['Email/query', { filter, sort: [{ property: 'receivedAt' }], position, limit: client().maxObjects }],
    ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['mailboxIds'] }],
  ]);
  return (got?.list ?? []) as Email[];
}

/** Moves emails to Trash, or only out of `from` if they lie elsewhere too. Returns how many stayed. @param moved gets the others as they were */
async function moveToTrash(
  emails: readonly Email[],
  from: string | null,
  trash: string,
  moved: Email[],
): Promise<Kept> {
  const free = await withoutToGo(client().accountId, emails);
  const toGo = emails.length - free.length;
  if (free.length === 0) return { kept: toGo, toGo };
  const update = free.map(({ id, mailboxIds }) => {
    const isElsewhere = from !== null && Object.keys(mailboxIds).length > 1;
    return [id, isElsewhere ? { [`mailboxIds/${from}`]: null } : { mailboxIds: { [trash]: true } }];
  });
  const [answer] = await call([['Email/set', { update: Object.fromEntries(update) }]]);
  const refused = (answer?.notUpdated ?? {}) as object;
  moved.push(...free.filter(({ id }) => !(id in refused)));
  return { kept: toGo + Object.keys(refused).length, toGo };
}

async function putBack(emails: readonly Email[]): Promise<void> {
  try {
    for (const some of inBatches(emails)) {
      const update = Object.fromEntries(some.map(({ id, mailboxIds }) => [id, { mailboxIds }]));
      requireDone((await call([['Email/set', { update }]]))[0]);
    }
  } finally {
    await readAgain();
  }
}

async function readAgain(): Promise<void> {
  await Promise.allSettled([readPage(0, true), readMailboxes()]);
}
