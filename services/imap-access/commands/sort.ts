import { attended } from '@postroom/database';
import { readSortArguments } from '@postroom/imap';
import { type SortCriterion, sortUids } from '@postroom/mailbox';
import { type AnyCommand, command } from '../command.ts';
import { boundTextKeys } from '../search/bound-text-keys.ts';
import { find } from '../search/find.ts';
import { otherKeys } from '../search/narrow.ts';
import { sendExtended, sendFound } from '../search/send-found.ts';
import { readSortCriteria } from '../search/sort-criteria.ts';
import { aliveIn } from '../session/alive.ts';
import { enableUsed } from '../session/enable.ts';
import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import { ofMessages } from './of-messages.ts';

/** RFC 5256 3, with the result options of RFC 5267 3. */
export const sort = sorting('SORT', false);
export const uidSort = sorting('UID SORT', true);

function sorting(name: string, uid: boolean): AnyCommand {
  return command({
    name,
    ...ofMessages(uid),
    parse(args, { searchKeys: keys, resultOptions: returns }) {
      args.expectSpace();
      const asked = readSortArguments(args, { keys, returns }, () => readSortCriteria(args));
      boundTextKeys(asked.program);
      return asked;
    },
    async run(session, { returns, program, criteria }) {
      const others = otherKeys(program);
      enableUsed(session, others);
      const found = await find(session, program);
      // Counts do not depend on the order.
      const sorted = returns?.every(({ counts }) => counts) ? found : await inOrder(session, found, criteria);
      if (returns) await sendExtended(session, sorted, returns, others, uid);
      else await sendFound(session, 'SORT', sorted, others, uid);
      return undefined;
    },
  });
}

async function inOrder(session: Session, found: Uint32Array, criteria: readonly SortCriterion[]): Promise<Uint32Array> {
  const { account, mailbox } = selectedIn(session);
  const { searches, store } = session.services;
  const db = attended(store.pool, aliveIn(session));
  return searches.run(account.id, () => sortUids(db, mailbox, found, criteria));
}
