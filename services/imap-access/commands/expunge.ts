import { expunge as removeDeleted } from '@postroom/mailbox';
import { command, nothing } from '../command.ts';
import { findMessages } from '../session/messages.ts';
import { requireWritable } from '../session/read-only.ts';
import { SELECTED, selectedIn } from '../session/state.ts';

/** RFC 3501 6.4.3; the dispatcher sends the EXPUNGE responses. */
export const expunge = command({
  name: 'EXPUNGE',
  states: SELECTED,
  parse: nothing,
  async run(session) {
    const { mailbox } = selectedIn(session);
    requireWritable(mailbox);
    await removeDeleted(session.services.store, mailbox, { uids: null, onlyDeleted: true });
    return undefined;
  },
});

/** RFC 4315 2.1: expunges only messages of the set. */
export const uidExpunge = command({
  name: 'UID EXPUNGE',
  states: SELECTED,
  uid: true,
  parse(args) {
    args.expectSpace();
    return args.expectSequenceSet();
  },
  async run(session, set) {
    const { mailbox } = selectedIn(session);
    requireWritable(mailbox);
    const uids = findMessages(mailbox, set, true);
    await removeDeleted(session.services.store, mailbox, { uids, onlyDeleted: true });
    return undefined;
  },
});
