import { readSearchArguments } from '@postroom/imap';
import { type AnyCommand, command } from '../command.ts';
import { boundTextKeys } from '../search/bound-text-keys.ts';
import { find, findEnds } from '../search/find.ts';
import { otherKeys } from '../search/narrow.ts';
import { endsOf, sendExtended, sendFound } from '../search/send-found.ts';
import { enableUsed } from '../session/enable.ts';
import { ofMessages } from './of-messages.ts';

/** RFC 3501 6.4.4, with the result options of RFC 4731. */
export const search = searching('SEARCH', false);
export const uidSearch = searching('UID SEARCH', true);

function searching(name: string, uid: boolean): AnyCommand {
  return command({
    name,
    ...ofMessages(uid),
    parse(args, { searchKeys: keys, resultOptions: returns }) {
      args.expectSpace();
      const asked = readSearchArguments(args, { keys, returns });
      boundTextKeys(asked.program);
      return asked;
    },
    async run(session, { returns, program }) {
      const others = otherKeys(program);
      enableUsed(session, others);
      const ends = returns && endsOf(returns);
      const found = await (ends ? findEnds(session, program, ends) : find(session, program));
      if (returns) await sendExtended(session, found, returns, others, uid);
      else await sendFound(session, 'SEARCH', found, others, uid);
      return undefined;
    },
  });
}
