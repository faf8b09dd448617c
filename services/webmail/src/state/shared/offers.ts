import { useShallow } from 'zustand/react/shallow';
import { ownerOf } from '../../jmap/ids.ts';
import { isInTrash } from '../folders/in-trash.ts';
import { useMail } from '../mail.ts';
import { type Folders, folderOf, foldersBeside, may, targetFrom } from './owner.ts';

/** What can be done with mail where it is shown. */
export interface Offers {
  readonly archive: boolean;
  /** `trash`: into Trash; `forever`: there is no Trash for it, or it is there; null: not at all. */
  readonly remove: 'trash' | 'forever' | null;
  readonly junk: boolean;
  readonly move: boolean;
  readonly read: boolean;
  /** Stars and labels. */
  readonly mark: boolean;
  readonly snooze: boolean;
}

/** Of one's own mail everything. */
const ALL = { archive: true, junk: true, move: true, read: true, mark: true, snooze: true } as const;

/** @param id the folder that is shown, whose rights count; null: all of one's own */
export function offersIn(folders: Folders, id: string | null): Offers {
  const isThrownAway = isInTrash(foldersBeside(folders, id), id);
  if (ownerOf(id) === undefined) return { ...ALL, remove: isThrownAway ? 'forever' : 'trash' };
  const takes = may(folders, id, 'mayRemoveItems');
  const mark = may(folders, id, 'maySetKeywords');
  const into = (role: string): boolean => {
    const target = targetFrom(folders, id, role);
    return target !== undefined && target.id !== id;
  };
  return {
    archive: takes && into('archive'),
    remove: takes ? (!isThrownAway && into('trash') ? 'trash' : 'forever') : null,
    // It is filed as junk with keywords that say so.
    junk: takes && mark && into(folderOf(folders, id)?.role === 'junk' ? 'inbox' : 'junk'),
    ...{ move: takes, read: may(folders, id, 'maySetSeen'), mark, snooze: false },
  };
}

export function offersHere(): Offers {
  const state = useMail.getState();
  return offersIn(state, state.list.view.mailboxId);
}

/** The same for a view, which is drawn again when the rights change. */
export function useOffers(): Offers {
  return useMail(useShallow((state) => offersIn(state, state.list.view.mailboxId)));
}
