import type { Row } from '../jmap/types.ts';
import { readMailboxes } from './account.ts';
import { inBatches } from './conversations.ts';
import { destroyIn } from './destroy-in.ts';
import { foldersOf, isInTrash } from './folders/in-trash.ts';
import { readPage } from './list.ts';
import { call, client, mailboxOf, useMail } from './mail.ts';
import { requireDone } from './refused.ts';

/** Which mail is to go. */
export interface Unwanted {
  /** Null: of all folders but Drafts, Junk and Trash and what is in these. Of Trash it is that of the folders in it, too. */
  readonly mailboxId: string | null;
  /** Null: of any age. */
  readonly before: Date | null;
  /** Octets; 0: of any size. */
  readonly minSize: number;
}

/** Pages at most. */
const MAX_PAGES = 10_000;
const KEPT_ROLES = ['drafts', 'junk', 'trash'];

type Email = Pick<Row, 'id' | 'mailboxIds'>;

/** The folders that it is looked for in, one after the other; null: all but those. */
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

/** Whether it goes for good: from Trash, the folders in it, and Junk. Else it goes to Trash. */
export function goesForGood({ mailboxId }: Unwanted): boolean {
  if (mailboxId === null) return false;
  return mailboxId === mailboxOf('junk')?.id || isInTrash(useMail.getState().mailboxes, mailboxId);
}

export interface CleanedUp {
  readonly gone: number;
  /** How many could not go. */
  readonly kept: number;
  /** Puts back what is in Trash now. */
  undo?(): Promise<void>;
  /** It broke off then. */
  readonly failure?: unknown;
}

/** Takes that mail away. Throws where nothing went to Trash. @param progress hears how many have gone */
export async function cleanUp(unwanted: Unwanted, progress: (gone: number) => void): Promise<CleanedUp> {
  const trash = mailboxOf('trash')?.id ?? '';
  const forGood = goesForGood(unwanted);
  const moved: Email[] = [];
  let gone = 0;
  let kept = 0;
  let failure: unknown;
  try {
    for (const place of placesOf(unwanted)) {
      const filter = filterOf(place, unwanted);
      let stay = 0;
      for (let page = 0; page < MAX_PAGES; page++) {
        const emails = await readUnwanted(filter, stay);
        if (emails.length === 0) break;
        const stayed = forGood
          ? (await destroyIn(place ?? '', emails)).kept
          : await moveToTrash(emails, place, trash, moved);
        stay += stayed;
        gone += emails.length - stayed;
        progress(gone);
      }
      kept += stay;
    }
  } catch (error) {
    if (moved.length === 0) throw error;
    failure = error;
  } finally {
    await readAgain();
  }
  return { gone, kept, failure, ...(moved.length > 0 && { undo: () => putBack(moved) }) };
}

async function readUnwanted(filter: object, position: number): Promise<Email[]> {
  const [, got] = await call([
    ['Email/query', { filter, sort: [{ property: 'receivedAt' }], position, limit: client().maxObjects }],
    ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['mailboxIds'] }],
  ]);
  return (got?.list ?? []) as Email[];
}

/** What lies in other folders as well goes from that one alone. Returns how many stayed. @param moved gets those that went, as they were */
async function moveToTrash(
  emails: readonly Email[],
  from: string | null,
  trash: string,
  moved: Email[],
): Promise<number> {
  const update = emails.map(({ id, mailboxIds }) => {
    const isElsewhere = from !== null && Object.keys(mailboxIds).length > 1;
    return [id, isElsewhere ? { [`mailboxIds/${from}`]: null } : { mailboxIds: { [trash]: true } }];
  });
  const [answer] = await call([['Email/set', { update: Object.fromEntries(update) }]]);
  const refused = (answer?.notUpdated ?? {}) as object;
  moved.push(...emails.filter(({ id }) => !(id in refused)));
  return Object.keys(refused).length;
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
