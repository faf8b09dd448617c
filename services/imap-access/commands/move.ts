import { findMailbox, moveMessages } from '@postroom/mailbox';
import { type AnyCommand, command } from '../command.ts';
import { explainCopy } from '../session/errors.ts';
import { findMessages } from '../session/messages.ts';
import { requireWritable } from '../session/read-only.ts';
import { SELECTED, selectedIn } from '../session/state.ts';
import { copyUid } from './copy.ts';
import { readSetAndMailbox } from './set-and-mailbox.ts';

/**
 * RFC 6851: COPYUID is told before the EXPUNGEs, which are the dispatcher's news. All or none, as COPY; what it moves takes no
 * space, so a full account can be tidied up.
 */
export const move = moving('MOVE', false);
export const uidMove = moving('UID MOVE', true);

function moving(name: string, uid: boolean): AnyCommand {
  return command({
    name,
    states: SELECTED,
    capabilities: [{ name: 'MOVE' }],
    parse: readSetAndMailbox,
    async run(session, { set, target }) {
      const { account, mailbox } = selectedIn(session);
      requireWritable(mailbox);
      const { store } = session.services;
      const uids = findMessages(mailbox, set, uid);
      try {
        const { id } = await findMailbox(store.pool, account.id, target);
        const { code } = copyUid(await moveMessages(store, account.id, mailbox.id, id, uids, { all: !uid }));
        if (code !== undefined) session.output.line(`* OK [${code}] Moved`);
        return undefined;
      } catch (error) {
        return explainCopy(error);
      }
    },
  });
}
