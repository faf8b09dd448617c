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
import { useMail } from '../state/mail.ts';
import { foldersBeside } from '../state/shared/owner.ts';
import { showError } from '../state/show-error.ts';
import { useWords } from '../words/index.ts';
import styles from './Folders.module.css';
import { Menu } from './Menu.tsx';
import { nameAmong } from './mailbox-name.ts';

/** With whom a folder is shared, what it is called, and where it can be put, for those who do not drag it; of others' folders what the rights there allow. */
export function FolderOptions({ mailbox, name }: { mailbox: Mailbox; name: string }) {
  const { id, role, myRights } = mailbox;
  const t = useWords();
  const mailboxes = useMail((state) => state.mailboxes);
  const hasTrash = useMail((state) => trashFor(state, mailbox) !== undefined);
  const isThrownAway = useMail((state) => isInTrash(foldersBeside(state, id), id));
  if (!holdsFolders(mailbox)) return null;
  const isOwn = ownerOf(id) === undefined;
  const make = { label: t('folders.newIn'), run: () => openDialog({ kind: 'folder', folder: null, parent: mailbox }) };
  const rename = {
    label: t('folders.rename'),
    run: () => openDialog({ kind: 'folder', folder: mailbox, parent: null }),
  };
  const remove = {
    label: t(hasTrash ? 'folders.remove' : 'folders.removeForGood'),
    run: () =>
      void part('remove-folder', () => import('../state/folders/remove-folder.ts')).then(
        (it) => it.removeFolder(mailbox),
        showError,
      ),
  };
  const changes = [
    ...(!isThrownAway && (isOwn || myRights.mayCreateChild) ? [make] : []),
    ...(!isThrownAway && role === null && (isOwn || myRights.mayRename) ? [rename] : []),
    ...(role === null && (isOwn || myRights.mayDelete) ? [remove] : []),
  ];
  if (!isOwn && changes.length === 0) return null;
  const places = [
    { id: null, label: t('folders.top') },
    ...allFolders(mailboxes).map(({ mailbox: each }) => ({ id: each.id, label: nameAmong(each, mailboxes, t) })),
  ];
  const moves = places
    .filter((place) => canBeIn(mailboxes, id, place.id) && !isInTrash(mailboxes, place.id))
    .map((place, at) => ({
      ...{ key: place.id ?? '', label: t('action.moveTo', { folder: place.label }), isApart: at === 0 },
      run: () => void moveFolder(id, place.id),
    }));
  const sharing = { key: 'share', label: t('folders.share'), run: () => openDialog({ kind: 'share', mailboxId: id }) };
  return (
    <Menu
      label={t('app.optionsOf', { name })}
      className={`quiet ${styles.options}`}
      icon={<Ellipsis size={16} aria-hidden="true" />}
      items={isOwn ? [...(isThrownAway ? [] : [sharing]), ...changes, ...moves] : changes}
    />
  );
}
