import { Folder } from 'lucide-react';
import type { Mailbox } from '../jmap/types.ts';
import { useFolded } from '../state/folders/folded.ts';
import { foldedTree } from '../state/folders/folded-tree.ts';
import type { Placed } from '../state/folders/folder-tree.ts';
import { useMail } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import { FolderItem } from './FolderItem.tsx';
import styles from './Folders.module.css';
import { ROLE_ICONS } from './folder-icons.ts';
import { nameOfMailbox } from './mailbox-name.ts';

interface Props {
  /** Each folder before those inside it. */
  placed: readonly Placed<Mailbox>[];
  labelledBy?: string;
  onOpen(mailbox: Mailbox): void;
}

/** A tree of folders; a folder that contains others can be folded. */
export function FolderTree({ placed, labelledBy, onOpen }: Props) {
  const t = useWords();
  const current = useMail((state) => state.list.view.mailboxId);
  const folded = useFolded(({ ids }) => ids);
  return (
    <ul className={styles.list} aria-labelledby={labelledBy}>
      {foldedTree(placed, folded).map(({ mailbox, ...place }) => (
        <FolderItem
          key={mailbox.id}
          mailbox={mailbox}
          {...place}
          name={nameOfMailbox(mailbox, t)}
          Icon={ROLE_ICONS.get(mailbox.role) ?? Folder}
          isCurrent={current === mailbox.id}
          onOpen={onOpen}
        />
      ))}
    </ul>
  );
}
