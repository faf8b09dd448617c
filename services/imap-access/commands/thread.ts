import { attended } from '@postroom/database';
import { type Decoder, ImapSyntaxError, readSortArguments } from '@postroom/imap';
import { type AnyCommand, command } from '../command.ts';
import { boundTextKeys } from '../search/bound-text-keys.ts';
import { find } from '../search/find.ts';
import { otherKeys } from '../search/narrow.ts';
import { aliveIn } from '../session/alive.ts';
import { enableUsed } from '../session/enable.ts';
import { selectedIn } from '../session/state.ts';
import { ALGORITHMS, type ThreadAlgorithm } from '../thread/algorithms.ts';
import { sendThreads } from '../thread/send-threads.ts';
import { ofMessages } from './of-messages.ts';

/** RFC 5256 3. */
export const thread = threading('THREAD', false);
export const uidThread = threading('UID THREAD', true);

function threading(name: string, uid: boolean): AnyCommand {
  return command({
    name,
    ...ofMessages(uid),
    parse(args, { searchKeys: keys }) {
      args.expectSpace();
      const asked = readSortArguments(args, { keys, returns: new Map<string, never>() }, () => readAlgorithm(args));
      boundTextKeys(asked.program);
      return asked;
    },
    async run(session, { criteria: algorithm, program }) {
      enableUsed(session, otherKeys(program));
      const found = await find(session, program);
      const { account, mailbox } = selectedIn(session);
      const { searches, store } = session.services;
      const db = attended(store.pool, aliveIn(session));
      const tree = await searches.run(account.id, () => algorithm(db, mailbox, found));
      await sendThreads(session, tree, uid);
      return undefined;
    },
  });
}

function readAlgorithm(args: Decoder): ThreadAlgorithm {
  const name = args.expectWord('a threading algorithm');
  const algorithm = ALGORITHMS.get(name);
  if (!algorithm) throw new ImapSyntaxError(`Unknown threading algorithm ${name.slice(0, 40)}`);
  return algorithm;
}
