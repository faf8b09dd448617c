import { ownerOf } from '../../jmap/ids.ts';
import { part } from '../../shell/part.ts';
import { openDialog } from '../../state/dialogs.ts';
import { isInTrash } from '../../state/folders/in-trash.ts';
import { mailboxAt, useMail } from '../../state/mail.ts';
import { showError } from '../../state/show-error.ts';
import { commandText } from '../../words/commands/index.ts';
import { text } from '../../words/index.ts';
import { nameOfMailbox } from '../mailbox-name.ts';
import type { Command } from './command.ts';

/** Returns the commands for the shown folder, where it is one's own. */
export function ofFolder(): Command[] {
  const { list, mailboxes } = useMail.getState();
  const mailbox = mailboxAt(list.view.mailboxId);
  if (!mailbox || ownerOf(mailbox.id) !== undefined) return [];
  const { id, role } = mailbox;
  const folder = nameOfMailbox(mailbox, text);
  if (role === 'trash' || role === 'junk')
    return [
      {
        key: 'empty',
        label: commandText('emptyFolder', { folder }),
        run: () =>
          void part('empty-mailbox', () => import('../../state/empty-mailbox.ts'))
            .then(({ askAndEmpty }) => askAndEmpty(mailbox))
            .catch(showError),
      },
    ];
  const isThrownAway = isInTrash(mailboxes, id);
  if (role === 'drafts' || role === 'snoozed') return [];
  return [
    ...(isThrownAway
      ? []
      : [
          {
            key: 'share',
            label: commandText('shareFolder', { folder }),
            run: () => openDialog({ kind: 'share', mailboxId: id }),
          },
          {
            key: 'makeIn',
            label: commandText('newIn', { folder }),
            run: () => openDialog({ kind: 'folder', folder: null, parent: mailbox }),
          },
        ]),
    ...(role === null && !isThrownAway
      ? [
          {
            key: 'rename',
            label: commandText('renameFolder', { folder }),
            run: () => openDialog({ kind: 'folder', folder: mailbox, parent: null }),
          },
        ]
      : []),
    ...(role === null
      ? [
          {
            key: 'remove',
            label: commandText('removeFolder', { folder }),
            run: () =>
              void part('remove-folder', () => import('../../state/folders/remove-folder.ts')).then(
                (it) => it.removeFolder(mailbox),
                showError,
              ),
          },
        ]
      : []),
  ];
}
