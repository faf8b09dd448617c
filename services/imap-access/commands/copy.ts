import { formatSet } from '@postroom/imap';
import { type CopiedMessages, copyAcross, copyMessages } from '@postroom/mailbox';
import { type AnyCommand, command } from '../command.ts';
import { explainCopy } from '../session/errors.ts';
import { findMessages } from '../session/messages.ts';
import { SELECTED, selectedIn } from '../session/state.ts';
import { findNamed } from '../shared/find.ts';
import { readSetAndMailbox } from './arguments.ts';

/** RFC 3501 6.4.7: copies all or none. Named by number, every message must exist (RFC 2180 4.4.1); unknown UIDs are ignored. */
export const copy = copying('COPY', false);
export const uidCopy = copying('UID COPY', true);

function copying(name: string, uid: boolean): AnyCommand {
  return command({
    name,
    states: SELECTED,
    uid,
    parse: readSetAndMailbox,
    async run(session, { set, target }) {
      const { mailbox } = selectedIn(session);
      const { store } = session.services;
      const uids = findMessages(mailbox, set, uid);
      try {
        const to = await findNamed(session, target, 'i');
        const copied = await (to.accountId === mailbox.accountId ? copyMessages : copyAcross)(
          store,
          mailbox,
          to,
          uids,
          { all: !uid },
        );
        return { ...copyUid(copied), text: `${name} completed` };
      } catch (error) {
        return explainCopy(error);
      }
    },
  });
}

/** Returns the COPYUID code (RFC 4315 3); no code if nothing was copied. */
export function copyUid({ uidValidity, sources, copies }: CopiedMessages): { code?: string } {
  if (copies.length === 0) return {};
  return { code: `COPYUID ${uidValidity} ${formatSet(sources)} ${formatSet(copies)}` };
}
