import { moveAcross, moveMessages } from '@postroom/mailbox';
import { type AnyCommand, command } from '../command.ts';
import { readSetAndMailbox } from '../commands/arguments.ts';
import { copyUid } from '../commands/copy.ts';
import type { Extension } from '../extension.ts';
import { explainCopy } from '../session/errors.ts';
import { findMessages } from '../session/messages.ts';
import { requireWritable } from '../session/read-only.ts';
import { SELECTED, selectedIn } from '../session/state.ts';
import { findNamed } from '../shared/find.ts';

/**
 * RFC 6851: COPYUID comes before the EXPUNGEs, which the dispatcher sends. MOVE moves all or none, like COPY. It takes no space,
 * so a full account can be tidied up.
 */
export const move: Extension = { capabilities: ['MOVE'], commands: [moving('MOVE', false), moving('UID MOVE', true)] };

function moving(name: string, uid: boolean): AnyCommand {
  return command({
    name,
    states: SELECTED,
    uid,
    parse: readSetAndMailbox,
    async run(session, { set, target }) {
      const { mailbox } = selectedIn(session);
      requireWritable(mailbox);
      const { store } = session.services;
      const uids = findMessages(mailbox, set, uid);
      try {
        const to = await findNamed(session, target, 'i');
        const move = to.accountId === mailbox.accountId ? moveMessages : moveAcross;
        const { code } = copyUid(await move(store, mailbox, to, uids, { all: !uid }));
        if (code !== undefined) session.output.line(`* OK [${code}] Moved`);
        return undefined;
      } catch (error) {
        return explainCopy(error);
      }
    },
  });
}
