import { useShallow } from 'zustand/react/shallow';
import { ownerOf } from '../../jmap/ids.ts';
import { knownEmailsOf } from '../conversations.ts';
import { isInTrash } from '../folders/in-trash.ts';
import { useMail } from '../mail.ts';
import type { Chosen } from '../selection.ts';
import { type Folders, folderOf, foldersBeside, may, targetFrom } from './owner.ts';

/** The actions that are possible with mail where it is shown. */
export interface Offers {
  readonly archive: boolean;
  /** Whether it can be moved back into the Inbox. */
  readonly inbox: boolean;
  /** `trash`: moves to Trash; `forever`: it is in Trash, or there is no Trash for it; null: not possible. */
  readonly remove: 'trash' | 'forever' | null;
  /** `not`: the mail is in Junk and can be reported as not junk. */
  readonly junk: 'junk' | 'not' | null;
  readonly move: boolean;
  readonly read: boolean;
  /** Stars and labels. */
  readonly mark: boolean;
  readonly snooze: boolean;
}

/**
 * Actions that make no sense in a folder with that role: archived mail is in Archive already; sent mail and drafts are not junk and would be
 * missed in their folders; in Junk and Trash the first question is whether the mail belongs there.
 */
const SENSELESS: Readonly<Record<string, readonly (keyof Offers)[]>> = {
  archive: ['archive'],
  junk: ['archive', 'snooze'],
  trash: ['archive', 'junk', 'snooze'],
  sent: ['archive', 'junk', 'snooze'],
  drafts: ['archive', 'junk', 'snooze', 'read'],
};

/** Folders from which mail can be brought back into the Inbox. */
const PUT_AWAY: readonly (string | undefined | null)[] = ['archive', 'snoozed', 'trash'];

/** Returns the actions for a folder. @param id the shown folder, whose rights count; null: all of one's own folders */
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
    // Filing as junk also sets keywords, so the right to set them is needed.
    junk: makesSense('junk') && mark && into(way === 'not' ? 'inbox' : 'junk') ? way : null,
    move: takes,
    read: makesSense('read') && may(folders, id, 'maySetSeen'),
    mark,
    snooze: isOwn && makesSense('snooze'),
  };
}

/** Returns the actions for some of the shown mail; in a search of all folders, every action possible in any folder where it lies. */
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

/** Returns the actions for a view, which is rendered again when the rights change. */
export function useOffers(ids: Chosen = 'all'): Offers {
  return useMail(useShallow((state) => offersFor(state, ids)));
}
