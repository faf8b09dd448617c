import { ownerOf } from '../../jmap/ids.ts';
import { part } from '../../shell/part.ts';
import { answering } from '../../state/answering.ts';
import { openDialog } from '../../state/dialogs.ts';
import { lastMessage } from '../../state/last-message.ts';
import { client } from '../../state/mail.ts';
import { openConversation } from '../../state/reading.ts';
import { showError } from '../../state/show-error.ts';
import { text } from '../../words/index.ts';
import type { Command } from './command.ts';

/** Returns the commands for the open message. */
export function aboutMessage(): Command[] {
  const message = lastMessage();
  if (!message) return [];
  const isPassedOn = ownerOf(message.id) === undefined;
  return [
    { ...named('read.reply', 'r'), run: () => answering(({ reply }) => reply(message, false)) },
    { ...named('read.replyAll', 'a'), run: () => answering(({ reply }) => reply(message, true)) },
    { ...named('read.forward', 'f'), run: () => answering(({ forward }) => forward(message)) },
    {
      ...named('action.forwardAsFile'),
      run: () =>
        void part('forward-as-file', () => import('../../state/forward-as-file.ts'))
          .then((made) => made.forwardAsFile(message))
          .catch(showError),
    },
    ...(isPassedOn ? [{ ...named('action.redirect'), run: () => openDialog({ kind: 'redirect', message }) }] : []),
    {
      ...named('action.editAsNew'),
      run: () =>
        void part('edit-as-new', () => import('../../state/writing/edit-as-new.ts'))
          .then((made) => made.editAsNew(message))
          .catch(showError),
    },
    { ...named('action.print'), run: () => window.print() },
    {
      ...named('action.source'),
      run: () =>
        void window.open(client().downloadUrl(message.blobId, 'message.txt', 'text/plain'), '_blank', 'noopener'),
    },
    { ...named('keys.back', 'u'), run: () => openConversation(null) },
  ];
}

function named(word: Parameters<typeof text>[0], hotkey?: string): Omit<Command, 'run'> {
  return { key: word, label: text(word), ...(hotkey !== undefined && { hotkey }) };
}
