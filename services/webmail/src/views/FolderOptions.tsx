import { Ellipsis } from 'lucide-react';
import type { Mailbox } from '../jmap/types.ts';
import { canBeIn } from '../state/folders/can-be-in.ts';
import { moveFolder } from '../state/folders/move-folder.ts';
import { useMail } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import styles from './Folders.module.css';
import { Menu } from './Menu.tsx';

/** Where a folder can be put, for those who do not drag it. */
export function FolderOptions({ mailbox }: { mailbox: Mailbox }) {
  const t = useWords();
  const mailboxes = useMail((state) => state.mailboxes);
  const places = [
    { id: null, label: t('folders.top') },
    ...mailboxes.map(({ id, name }) => ({ id, label: name })).toSorted((a, b) => a.label.localeCompare(b.label)),
  ];
  const items = places
    .filter(({ id }) => canBeIn(mailboxes, mailbox.id, id))
    .map(({ id, label }) => ({ key: id ?? '', label, run: () => void moveFolder(mailbox.id, id) }));
  if (items.length === 0) return null;
  return (
    <Menu
      label={t('folders.move', { name: mailbox.name })}
      className={`quiet ${styles.options}`}
      icon={<Ellipsis size={16} aria-hidden="true" />}
      items={items}
    />
  );
}
