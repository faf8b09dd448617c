import type { Row } from '../jmap/types.ts';
import { readMailboxes } from './account.ts';
import { destroyIn } from './actions.ts';
import { readPage } from './list.ts';
import { call, client, mailboxOf } from './mail.ts';

/** Which mail is to go. */
export interface Unwanted {
  /** Null: of all folders but Drafts, Junk and Trash. */
  readonly mailboxId: string | null;
  /** Null: of any age. */
  readonly before: Date | null;
  /** Octets; 0: of any size. */
  readonly minSize: number;
}

/** Pages at most. */
const MAX_PAGES = 10_000;
const KEPT_ROLES = ['drafts', 'junk', 'trash'];

function filterOf({ mailboxId, before, minSize }: Unwanted): object {
  const others = KEPT_ROLES.flatMap((role) => mailboxOf(role)?.id ?? []);
  return {
    ...(mailboxId === null ? { inMailboxOtherThan: others } : { inMailbox: mailboxId }),
    ...(before && { before: `${before.toISOString().slice(0, 19)}Z` }),
    ...(minSize > 0 && { minSize }),
  };
}

export async function countUnwanted(unwanted: Unwanted): Promise<number> {
  const [answer] = await call([['Email/query', { filter: filterOf(unwanted), limit: 0, calculateTotal: true }]]);
  return Number(answer?.total ?? 0);
}

/** Whether it goes for good: from Trash and Junk. Else it goes to Trash. */
export function goesForGood({ mailboxId }: Unwanted): boolean {
  return mailboxId !== null && ['junk', 'trash'].some((role) => mailboxOf(role)?.id === mailboxId);
}

/** Takes that mail away, and says how many could not be. @param progress hears how many have gone */
export async function cleanUp(
  unwanted: Unwanted,
  progress: (gone: number) => void,
): Promise<{ gone: number; kept: number }> {
  const trash = mailboxOf('trash')?.id ?? '';
  const filter = filterOf(unwanted);
  let gone = 0;
  let kept = 0;
  try {
    for (let page = 0; page < MAX_PAGES; page++) {
      const [, got] = await call([
        ['Email/query', { filter, sort: [{ property: 'receivedAt' }], position: kept, limit: client().maxObjects }],
        ['Email/get', { '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' }, properties: ['mailboxIds'] }],
      ]);
      const emails = (got?.list ?? []) as Pick<Row, 'id' | 'mailboxIds'>[];
      if (emails.length === 0) break;
      const stayed = goesForGood(unwanted)
        ? (await destroyIn(unwanted.mailboxId ?? '', emails)).kept
        : await moveToTrash(emails, unwanted.mailboxId, trash);
      kept += stayed;
      gone += emails.length - stayed;
      progress(gone);
    }
  } finally {
    await Promise.allSettled([readPage(0, true), readMailboxes()]);
  }
  return { gone, kept };
}

/** What lies in other folders as well goes from that one alone. */
async function moveToTrash(
  emails: readonly Pick<Row, 'id' | 'mailboxIds'>[],
  from: string | null,
  trash: string,
): Promise<number> {
  const update = emails.map(({ id, mailboxIds }) => {
    const isElsewhere = from !== null && Object.keys(mailboxIds).length > 1;
    return [id, isElsewhere ? { [`mailboxIds/${from}`]: null } : { mailboxIds: { [trash]: true } }];
  });
  const [answer] = await call([['Email/set', { update: Object.fromEntries(update) }]]);
  return Object.keys((answer?.notUpdated ?? {}) as object).length;
}
