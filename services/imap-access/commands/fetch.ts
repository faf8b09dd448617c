import { type FetchItem, type PlainItem, readFetchItems, readFetchModifiers } from '@postroom/imap';
import { uidsChangedSince } from '@postroom/mailbox';
import { type AnyCommand, command } from '../command.ts';
import { planFetch } from '../fetch/plan.ts';
import { tellMessages } from '../fetch/tell.ts';
import { common } from '../session/ascending.ts';
import { enableCondstore } from '../session/condstore.ts';
import { EXPUNGE_ISSUED } from '../session/errors.ts';
import { findMessages } from '../session/messages.ts';
import type { Session } from '../session/session.ts';
import { SELECTED, selectedIn } from '../session/state.ts';

/** RFC 3501 6.4.5. */
export const fetch = fetching('FETCH', false);
export const uidFetch = fetching('UID FETCH', true);

function fetching(name: string, uid: boolean): AnyCommand {
  return command({
    name,
    states: SELECTED,
    flush: uid ? 'everything' : 'no-expunges',
    looks: 'when-due',
    parse(args) {
      args.expectSpace();
      const set = args.expectSequenceSet();
      args.expectSpace();
      const items = readFetchItems(args);
      return { set, items, ...readFetchModifiers(args) };
    },
    async run(session, { set, items, changedSince }) {
      const { mailbox } = selectedIn(session);
      let uids = findMessages(mailbox, set, uid);
      if (changedSince !== undefined) uids = await onlyChanged(session, uids, changedSince);
      const told = await tellMessages(session, uids, planFetch(items, added(session, items, uid, changedSince)));
      return told === uids.length || uid ? undefined : EXPUNGE_ISSUED;
    },
  });
}

/** Items that come unasked. Mentioning mod-sequences switches CONDSTORE on (RFC 7162 3.1). */
function added(
  session: Session,
  items: readonly FetchItem[],
  uid: boolean,
  changedSince: number | undefined,
): PlainItem[] {
  if (items.includes('MODSEQ') || changedSince !== undefined) enableCondstore(session);
  return [...(uid ? ['UID' as const] : []), ...(changedSince === undefined ? [] : ['MODSEQ' as const])];
}

/** CHANGEDSINCE (RFC 7162 3.1.4.1). */
async function onlyChanged(session: Session, uids: Uint32Array, since: number): Promise<Uint32Array> {
  const { account, mailbox } = selectedIn(session);
  return common(uids, await uidsChangedSince(session.services.store.pool, account.id, mailbox.id, since));
}
