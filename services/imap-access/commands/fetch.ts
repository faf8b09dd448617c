import { readFetchItems, readParameters } from '@postroom/imap';
import { type AnyCommand, command } from '../command.ts';
import { UID } from '../fetch/entry-items.ts';
import { companionsIn } from '../fetch/flag-items.ts';
import { planFetch } from '../fetch/plan.ts';
import { sendMessages } from '../fetch/send.ts';
import { enableUsed } from '../session/enable.ts';
import { EXPUNGE_ISSUED } from '../session/errors.ts';
import { findMessages } from '../session/messages.ts';
import { selectedIn } from '../session/state.ts';
import { ofMessages } from './of-messages.ts';

/** RFC 3501 6.4.5. */
export const fetch = fetching('FETCH', false);
export const uidFetch = fetching('UID FETCH', true);

function fetching(name: string, uid: boolean): AnyCommand {
  return command({
    name,
    ...ofMessages(uid),
    parse(args, { fetchItems, fetchModifiers }) {
      args.expectSpace();
      const set = args.expectSequenceSet();
      args.expectSpace();
      const items = readFetchItems(args, fetchItems);
      if (args.atEnd) return { set, items, modifiers: [] };
      args.expectSpace();
      return { set, items, modifiers: readParameters(args, fetchModifiers, 'FETCH modifier') };
    },
    async run(session, { set, items, modifiers }, protocol) {
      enableUsed(session, [...items, ...modifiers]);
      let uids = findMessages(selectedIn(session).mailbox, set, uid);
      for (const modifier of modifiers) uids = await modifier.narrow(session, uids);
      const plan = planFetch(items, [...(uid ? [UID] : []), ...modifiers.flatMap(({ adds = [] }) => adds)]);
      const sent = await sendMessages(session, uids, plan, companionsIn(session, protocol));
      return sent === uids.length || uid ? undefined : EXPUNGE_ISSUED;
    },
  });
}
