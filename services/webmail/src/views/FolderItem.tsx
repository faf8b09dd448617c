import { type LucideIcon, Users } from 'lucide-react';
import { number } from '../format/numbers.ts';
import { ownerOf } from '../jmap/ids.ts';
import type { Mailbox } from '../jmap/types.ts';
import { useDragging } from '../state/dragging.ts';
import { isInTrash } from '../state/folders/in-trash.ts';
import { useMail } from '../state/mail.ts';
import { foldersBeside } from '../state/shared/owner.ts';
import { useWords } from '../words/index.ts';
import { beginDrag } from './drag/begin-drag.ts';
import { FolderLine } from './FolderLine.tsx';
import { FolderOptions } from './FolderOptions.tsx';
import styles from './Folders.module.css';

interface Props {
  mailbox: Mailbox;
  Icon: LucideIcon;
  name: string;
  depth: number;
  isCurrent: boolean;
  onOpen(): void;
}

/** A line of the list of folders. */
export function FolderItem({ mailbox, Icon, name, depth, isCurrent, onOpen }: Props) {
  const t = useWords();
  const isOwn = ownerOf(mailbox.id) === undefined;
  const isOver = useDragging(({ over }) => over === mailbox.id);
  const isThrownAway = useMail((state) => isInTrash(foldersBeside(state, mailbox.id), mailbox.id));
  const count = mailbox.role === 'drafts' ? mailbox.totalEmails : isThrownAway ? 0 : mailbox.unreadEmails;
  return (
    <FolderLine
      {...{ name, isCurrent }}
      options={<FolderOptions mailbox={mailbox} name={name} />}
      data-initial={mailbox.role === null ? initialOf(name) : undefined}
      data-depth={Math.min(depth, 6)}
      data-drop={mailbox.id}
      data-over={isOver}
      onClick={onOpen}
      onPointerDown={(event) => {
        if (mailbox.role === null && isOwn) beginDrag(event, { kind: 'folder', id: mailbox.id, words: name });
      }}
    >
      <Icon size={16} aria-hidden="true" />
      <span className={styles.name}>{name}</span>
      {mailbox.shareWith && <Users size={14} className={styles.shared} aria-label={t('folders.shared')} role="img" />}
      {count > 0 && (
        <span className={styles.count} data-quiet={mailbox.role === 'drafts' || mailbox.role === 'junk'}>
          <span aria-hidden="true">{number(count)}</span>
          <span className="unseen">
            {' '}
            {t(mailbox.role === 'drafts' ? 'read.messages' : 'folders.unread', { count })}
          </span>
        </span>
      )}
    </FolderLine>
  );
}

/** By it folders are told apart where there is no room for names. */
function initialOf(name: string): string {
  const [{ segment } = { segment: '' }] = new Intl.Segmenter().segment(name.trim());
  return segment.toLocaleUpperCase();
}
