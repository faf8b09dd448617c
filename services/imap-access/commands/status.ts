import { readStatusItems, type StatusItem } from '@postroom/imap';
import { findMailbox, type Mailbox } from '@postroom/mailbox';
import { command } from '../command.ts';
import { AFTER_LOGIN, accountOf } from '../session/state.ts';

/** How each item is read off a mailbox. RECENT counts UIDs, of which some may be gone: an estimate is all it is for. */
const VALUES: Readonly<Record<StatusItem, (mailbox: Mailbox) => number>> = {
  MESSAGES: (mailbox) => mailbox.messageCount,
  RECENT: (mailbox) => Math.min(mailbox.messageCount, mailbox.uidNext - mailbox.recentUid),
  UIDNEXT: (mailbox) => mailbox.uidNext,
  UIDVALIDITY: (mailbox) => mailbox.uidValidity,
  UNSEEN: (mailbox) => mailbox.unseenCount,
  HIGHESTMODSEQ: (mailbox) => mailbox.highestModseq,
};

/** RFC 3501 6.3.10. */
export const status = command({
  name: 'STATUS',
  states: AFTER_LOGIN,
  parse(args) {
    args.expectSpace();
    const name = args.expectMailbox();
    args.expectSpace();
    return { name, items: readStatusItems(args) };
  },
  async run(session, { name, items }) {
    const mailbox = await findMailbox(session.services.store.pool, accountOf(session).id, name);
    // RFC 7162 3.1: asking for it is switching it on.
    if (items.includes('HIGHESTMODSEQ')) session.enabled.add('CONDSTORE');
    const values = items.map((item) => `${item} ${VALUES[item](mailbox)}`);
    session.output
      .text('* STATUS ')
      .mailbox(mailbox.name)
      .line(` (${values.join(' ')})`);
    return undefined;
  },
});
