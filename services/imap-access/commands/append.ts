import { orDiscard } from '@postroom/blobs';
import type { Decoder } from '@postroom/imap';
import { appendMessages, distinctKeywords } from '@postroom/mailbox';
import { MailError } from '@postroom/types';
import { receiveLiteral } from '../append/receive.ts';
import { command } from '../command.ts';
import { splitFlags } from '../fetch/flags.ts';
import { tryCreate } from '../session/errors.ts';
import { AFTER_LOGIN } from '../session/state.ts';
import { findNamed } from '../shared/find.ts';

/** RFC 3501 6.3.11, with APPENDUID (RFC 4315 3). The message is streamed and never in memory as a whole. */
export const append = command({
  name: 'APPEND',
  states: AFTER_LOGIN,
  parse: readArguments,
  async run(session, { mailbox, flags, date, literal }) {
    const { store, settings } = session.services;
    try {
      const to = await findNamed(session, mailbox, 'i');
      // An empty message means that the client cancels its APPEND (RFC 3502 6.3.11), and other servers refuse it, too.
      if (literal.size === 0) throw new MailError('cannot', 'The message is empty');
      if (literal.size > settings.maxMessageSize)
        throw new MailError('too-large', 'the announced message is too large');
      const split = splitFlags(flags);
      const keywords = distinctKeywords(split.keywords);
      const message = await receiveLiteral(session, literal);
      const append = { ...message, ...split, keywords, internalDate: date ?? new Date() };
      const [filed] = await orDiscard(store, message.blob, async () => {
        await session.input.endOfCommand();
        return appendMessages(store, to, [append]);
      });
      return { ...(filed ? { code: `APPENDUID ${filed.uidValidity} ${filed.uid}` } : {}), text: 'APPEND completed' };
    } catch (error) {
      return tryCreate(error);
    }
  },
});

function readArguments(args: Decoder) {
  args.expectSpace();
  const mailbox = args.expectMailbox();
  args.expectSpace();
  const flags = args.flagList();
  if (flags) args.expectSpace();
  const date = args.dateTime();
  if (date) args.expectSpace();
  return { mailbox, flags: flags ?? [], date, literal: args.expectAnnouncement() };
}
