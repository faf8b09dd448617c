import { useShallow } from 'zustand/react/shallow';
import { ownerOf } from '../../jmap/ids.ts';
import { knownEmailsOf } from '../conversations.ts';
import { isInTrash } from '../folders/in-trash.ts';
import { useMail } from '../mail.ts';
import type { Chosen } from '../selection.ts';
import { type Folders, folderOf, foldersBeside, may, targetFrom } from './owner.ts';

/** What can be done with mail where it is shown. */
export interface Offers {
  readonly archive: boolean;
  /** Back into the Inbox. */
  readonly inbox: boolean;
  /** `trash`: into Trash; `forever`: there is no Trash for it, or it is there; null: not at all. */
  readonly remove: 'trash' | 'forever' | null;
  /** `not`: it is in Junk. */
  readonly junk: 'junk' | 'not' | null;
  readonly move: boolean;
  readonly read: boolean;
  /** Stars and labels. */
  readonly mark: boolean;
  readonly snooze: boolean;
}

/**
 * What makes no sense in a folder with a role: what is archived is in Archive; what was sent, or is being written, is no junk, and would
 * be missed there; in Junk and Trash the first question is whether it belongs there.
 */
const SENSELESS: Readonly<Record<string, readonly (keyof Offers)[]>> = {
  archive: ['archive'],
  junk: ['archive', 'snooze'],
  trash: ['archive', 'junk', 'snooze'],
  sent: ['archive', 'junk', 'snooze'],
  drafts: ['archive', 'junk', 'snooze', 'read'],
};

/** Folders that mail is put into until one wants it in the Inbox again. */
const PUT_AWAY: readonly (string | undefined | null)[] = ['archive', 'snoozed', 'trash'];

/** @param id the folder that is shown, whose rights count; null: all of one's own */
export function offersIn(folders: Folders, id: string | null): Offers {
  const isThrownAway = isInTrash(foldersBeside(folders, id), id);
  const role = isThrownAway ? 'trash' : folderOf(folders, id)?.role;
  const isOwn = ownerOf(id) === undefined;
  const takes = may(folders, id, 'mayRemoveItems');
  const mark = may(folders, id, 'maySetKeywords');
  const into = (to: string): boolean => {
    const target = targetFrom(folders, id, to);
    return isOwn || (takes && target !== undefined && target.id !== id);
  };
  const makesSense = (what: keyof Offers): boolean => !SENSELESS[role ?? '']?.includes(what);
  const way = role === 'junk' ? 'not' : 'junk';
  return {
    archive: makesSense('archive') && into('archive'),
    inbox: PUT_AWAY.includes(role) && into('inbox'),
    remove: takes ? (!isThrownAway && into('trash') ? 'trash' : 'forever') : null,
    // It is filed as junk with keywords that say so.
    junk: makesSense('junk') && mark && into(way === 'not' ? 'inbox' : 'junk') ? way : null,
    move: takes,
    read: makesSense('read') && may(folders, id, 'maySetSeen'),
    mark,
    snooze: isOwn && makesSense('snooze'),
  };
}

/** The same for some mail of what is shown; where that is all folders, what is offered where any of it lies. */
function offersFor(state: ReturnType<typeof useMail.getState>, ids: Chosen): Offers {
  const here = state.list.view.mailboxId;
  if (here !== null || ids === 'all') return offersIn(state, here);
  const places = new Set(knownEmailsOf(ids).flatMap(({ mailboxIds }) => Object.keys(mailboxIds)));
  const [first = offersIn(state, null), ...others] = [...places].map((id) => offersIn(state, id));
  return others.reduce(
    (all, each) => ({
      archive: all.archive || each.archive,
      inbox: all.inbox || each.inbox,
      remove: all.remove ?? each.remove,
      junk: all.junk ?? each.junk,
      move: all.move || each.move,
      read: all.read || each.read,
      mark: all.mark || each.mark,
      snooze: all.snooze || each.snooze,
    }),
    first,
  );
}

export function offersHere(ids: Chosen = 'all'): Offers {
  return offersFor(useMail.getState(), ids);
}

/** The same for a view, which is drawn again when the rights change. */
export function useOffers(ids: Chosen = 'all'): Offers {
  return useMail(useShallow((state) => offersFor(state, ids)));
}
