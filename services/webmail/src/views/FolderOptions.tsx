import { Ellipsis } from 'lucide-react';
import { ownerOf } from '../jmap/ids.ts';
import type { Mailbox } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { openDialog } from '../state/dialogs.ts';
import { canBeIn } from '../state/folders/can-be-in.ts';
import { isInTrash } from '../state/folders/in-trash.ts';
import { moveFolder } from '../state/folders/move-folder.ts';
import { trashFor } from '../state/folders/trash-for.ts';
import { useMail } from '../state/mail.ts';
import { foldersBeside } from '../state/shared/owner.ts';
import { tell } from '../state/tell.ts';
import { useWords } from '../words/index.ts';
import styles from './Folders.module.css';
import { Menu, type MenuItem } from './Menu.tsx';

/** What is in them is its owner's alone. */
const PRIVATE = ['drafts', 'snoozed', 'junk', 'trash'];

/** With whom a folder is shared, what it is called, and where it can be put, for those who do not drag it; of others' folders what the rights there allow. */
export function FolderOptions({ mailbox, name }: { mailbox: Mailbox; name: string }) {
  const { id, role, myRights } = mailbox;
  const t = useWords();
  const mailboxes = useMail((state) => state.mailboxes);
  const hasTrash = useMail((state) => trashFor(state, mailbox) !== undefined);
  const isThrownAway = useMail((state) => isInTrash(foldersBeside(state, id), id));
  if (role !== null && PRIVATE.includes(role)) return null;
  const isOwn = ownerOf(id) === undefined;
  const change = (deed: 'makeIn' | 'rename' | 'remove', label: string): MenuItem => ({
    ...{ key: deed, label },
    run: () =>
      void part('change-folder', () => import('../state/folders/change-folder.ts')).then(
        (it) => it[deed](mailbox),
        tell,
      ),
  });
  const changes = [
    ...(!isThrownAway && (isOwn || myRights.mayCreateChild) ? [change('makeIn', t('folders.newIn'))] : []),
    ...(!isThrownAway && role === null && (isOwn || myRights.mayRename) ? [change('rename', t('folders.rename'))] : []),
    ...(role === null && (isOwn || myRights.mayDelete)
      ? [change('remove', t(hasTrash ? 'folders.remove' : 'folders.removeForGood'))]
      : []),
  ];
  if (!isOwn && changes.length === 0) return null;
  const places = [
    { id: null, label: t('folders.top') },
    ...mailboxes.map((each) => ({ id: each.id, label: each.name })).toSorted((a, b) => a.label.localeCompare(b.label)),
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
