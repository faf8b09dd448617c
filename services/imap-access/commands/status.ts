import { readStatusItems } from '@postroom/imap';
import { findMailbox } from '@postroom/mailbox';
import { command } from '../command.ts';
import { AFTER_LOGIN, accountOf } from '../session/state.ts';
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
    const mailbox = await findMailbox(session.services.store.pool, accountOf(session).id, name);
    const write = await statusWriter(session, items, [mailbox]);
    write(mailbox);
    return undefined;
  },
});
