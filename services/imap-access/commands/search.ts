import { readSearch, type SearchKey } from '@postroom/imap';
import { highestModseq } from '@postroom/mailbox';
import { type AnyCommand, command } from '../command.ts';
import { boundTextKeys } from '../search/bound-text-keys.ts';
import { find } from '../search/find.ts';
import { enableCondstore } from '../session/condstore.ts';
import type { Session } from '../session/session.ts';
import { SELECTED, selectedIn } from '../session/state.ts';

/** RFC 3501 6.4.4. */
export const search = searching('SEARCH', false);
export const uidSearch = searching('UID SEARCH', true);

function searching(name: string, uid: boolean): AnyCommand {
  return command({
    name,
    states: SELECTED,
    flush: uid ? 'everything' : 'no-expunges',
    looks: 'when-due',
    parse(args) {
      args.expectSpace();
      return boundTextKeys(readSearch(args));
    },
    async run(session, program) {
      const found = await find(session, program);
      const { uids } = selectedIn(session).mailbox;
      const modseq = asksModseq(program) ? await tellModseq(session, found) : '';
      const { output } = session;
      output.text('* SEARCH');
      for (const each of found) {
        const full = output.text(` ${uid ? each : uids.sequenceOf(each)}`).flushLarge();
        if (full) await full;
      }
      output.line(modseq);
      return undefined;
    },
  });
}

/** RFC 7162 3.1.5: a search by mod-sequence is told the highest one it found. */
async function tellModseq(session: Session, found: Uint32Array): Promise<string> {
  enableCondstore(session);
  const { account, mailbox } = selectedIn(session);
  const highest = await highestModseq(session.services.store.pool, account.id, mailbox.id, found);
  return highest === 0 ? '' : ` (MODSEQ ${highest})`;
}

function asksModseq(program: SearchKey): boolean {
  if (program.key === 'and' || program.key === 'or') return program.of.some(asksModseq);
  return program.key === 'not' ? asksModseq(program.of) : program.key === 'modseq';
}
