import { readStatusItems } from '@postroom/imap';
import { command } from '../command.ts';
import { AFTER_LOGIN } from '../session/state.ts';
import { findNamed } from '../shared/find.ts';
import { statusWriter } from '../status/status-line.ts';

/** RFC 3501 6.3.10. */
export const status = command({
  name: 'STATUS',
  states: AFTER_LOGIN,
  parse(args, { statusItems }) {
    args.expectSpace();
    const name = args.expectMailbox();
    args.expectSpace();
    return { name, items: readStatusItems(args, statusItems) };
  },
  async run(session, { name, items }) {
    const mailbox = await findNamed(session, name, 'r');
    const write = await statusWriter(session, items, [mailbox]);
    write(mailbox);
    return undefined;
  },
});
