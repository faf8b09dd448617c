import { Ellipsis } from 'lucide-react';
import type { Mailbox } from '../jmap/types.ts';
import { openDialog } from '../state/dialogs.ts';
import { canBeIn } from '../state/folders/can-be-in.ts';
import { moveFolder } from '../state/folders/move-folder.ts';
import { useMail } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import styles from './Folders.module.css';
import { Menu } from './Menu.tsx';

/** What is in them is its owner's alone. */
const PRIVATE = ['drafts', 'snoozed', 'junk', 'trash'];

/** With whom a folder is shared, and where it can be put, for those who do not drag it. */
export function FolderOptions({ mailbox: { id, role }, name }: { mailbox: Mailbox; name: string }) {
  const t = useWords();
  const mailboxes = useMail((state) => state.mailboxes);
  if (role !== null && PRIVATE.includes(role)) return null;
  const places = [
    { id: null, label: t('folders.top') },
    ...mailboxes.map((each) => ({ id: each.id, label: each.name })).toSorted((a, b) => a.label.localeCompare(b.label)),
  ];
  const moves = places
    .filter((place) => canBeIn(mailboxes, id, place.id))
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
      items={[sharing, ...moves]}
    />
  );
}
