import { Ellipsis } from 'lucide-react';
import { ownerOf } from '../jmap/ids.ts';
import type { Mailbox } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { openDialog } from '../state/dialogs.ts';
import { canBeIn, holdsFolders } from '../state/folders/can-be-in.ts';
import { allFolders } from '../state/folders/folder-tree.ts';
import { isInTrash } from '../state/folders/in-trash.ts';
import { moveFolder } from '../state/folders/move-folder.ts';
import { trashFor } from '../state/folders/trash-for.ts';
import { type MailState, useMail } from '../state/mail.ts';
import { foldersBeside } from '../state/shared/owner.ts';
import { showError } from '../state/show-error.ts';
import { text, useWords } from '../words/index.ts';
import styles from './Folders.module.css';
import { Menu, type MenuItem } from './Menu.tsx';
import { nameAmong } from './mailbox-name.ts';

/** The menu of a folder: sharing, its name, and moving it without dragging. For others' folders only what their rights allow. */
export function FolderOptions({ mailbox, name }: { mailbox: Mailbox; name: string }) {
  const t = useWords();
  const isOwn = ownerOf(mailbox.id) === undefined;
  const isOffered = useMail((state) => isOwn || changesOf(mailbox, state).length > 0);
  if (!holdsFolders(mailbox) || !isOffered) return null;
  return (
    <Menu
      label={t('app.optionsOf', { name })}
      className={`quiet ${styles.options}`}
      icon={<Ellipsis size={16} aria-hidden="true" />}
      items={() => itemsOf(mailbox, useMail.getState())}
    />
  );
}

function itemsOf(mailbox: Mailbox, state: MailState): MenuItem[] {
  const { id } = mailbox;
  const changes = changesOf(mailbox, state);
  if (ownerOf(id) !== undefined) return changes;
  const { mailboxes } = state;
  const places = [
    { id: null, label: text('folders.top') },
    ...allFolders(mailboxes).map(({ mailbox: each }) => ({ id: each.id, label: nameAmong(each, mailboxes, text) })),
  ];
  const moves = places
    .filter((place) => canBeIn(mailboxes, id, place.id) && !isInTrash(mailboxes, place.id))
    .map((place, at) => ({
      key: place.id ?? '',
      label: text('action.moveTo', { folder: place.label }),
      isApart: at === 0,
      run: () => void moveFolder(id, place.id),
    }));
  const share = () => openDialog({ kind: 'share', mailboxId: id });
  const sharing = isInTrash(mailboxes, id) ? [] : [{ key: 'share', label: text('folders.share'), run: share }];
  return [...sharing, ...changes, ...moves];
}

/** Returns the items to create a folder in it, to rename it and to delete it. */
function changesOf(mailbox: Mailbox, state: MailState): MenuItem[] {
  const { id, role, myRights } = mailbox;
  const isOwn = ownerOf(id) === undefined;
  const isThrownAway = isInTrash(foldersBeside(state, id), id);
  const make = {
    label: text('folders.newIn'),
    run: () => openDialog({ kind: 'folder', folder: null, parent: mailbox }),
  };
  const rename = {
    label: text('folders.rename'),
    run: () => openDialog({ kind: 'folder', folder: mailbox, parent: null }),
  };
  const remove = {
    label: text(trashFor(state, mailbox) ? 'folders.remove' : 'folders.removeForGood'),
    run: () =>
      void part('remove-folder', () => import('../state/folders/remove-folder.ts')).then(
        (it) => it.removeFolder(mailbox),
        showError,
      ),
  };
  return [
    ...(!isThrownAway && (isOwn || myRights.mayCreateChild) ? [make] : []),
    ...(!isThrownAway && role === null && (isOwn || myRights.mayRename) ? [rename] : []),
    ...(role === null && (isOwn || myRights.mayDelete) ? [remove] : []),
  ];
}
