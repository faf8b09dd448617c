import { ownerOf } from '../../jmap/ids.ts';
import type { Mailbox } from '../../jmap/types.ts';
import { inBatches } from '../conversations.ts';
import { isInTrash } from '../folders/in-trash.ts';
import { filterOf } from '../list.ts';
import { accountOf, call, client, useMail, type View } from '../mail.ts';
import type { Folders, Owner } from './owner.ts';

/** A place beside the one that is searched. */
export interface Place {
  /** A shared folder; null: all of one's own mail. */
  readonly mailbox: Mailbox | null;
  readonly owner: Owner | null;
}

export interface Found extends Place {
  /** The number of conversations found. */
  readonly count: number;
}

/** Returns where else a search looks: in other shared folders except Junk and Trash, and, from a shared folder, in one's own mail. */
export function placesBeside({ owners }: Pick<Folders, 'owners'>, mailboxId: string | null): Place[] {
  const shared = owners.flatMap((owner) =>
    owner.mailboxes
      .filter(({ id, role, myRights }) => myRights.mayReadItems && role !== 'junk' && !isInTrash(owner.mailboxes, id))
      .filter(({ id }) => id !== mailboxId)
      .map((mailbox) => ({ mailbox, owner })),
  );
  return ownerOf(mailboxId) === undefined ? shared : [{ mailbox: null, owner: null }, ...shared];
}

/** Returns how many conversations a search finds in the other places; places without any are left out. Throws RequestFailed. */
export async function findElsewhere({ mailboxId, search }: View): Promise<Found[]> {
  const places = placesBeside(useMail.getState(), mailboxId);
  const batches = inBatches(places, client().maxCalls);
  const answers = await Promise.all(
    batches.map((some) =>
      call(
        some.map(({ mailbox }) => {
          const filter = filterOf({ mailboxId: mailbox?.id ?? null, search });
          const accountId = accountOf(mailbox?.id);
          return ['Email/query', { accountId, filter, collapseThreads: true, limit: 0, calculateTotal: true }];
        }),
      ),
    ),
  );
  return answers
    .flat()
    .map(({ total }, at) => ({ ...(places[at] as Place), count: Number(total ?? 0) }))
    .filter(({ count }) => count > 0);
}
