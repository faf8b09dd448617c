import { ChevronDown, type LucideIcon, Users } from 'lucide-react';
import { memo } from 'react';
import { number } from '../format/numbers.ts';
import { ownerOf } from '../jmap/ids.ts';
import type { Mailbox } from '../jmap/types.ts';
import { useDragging } from '../state/dragging.ts';
import { fold } from '../state/folders/folded.ts';
import { isInTrash } from '../state/folders/in-trash.ts';
import { useMail } from '../state/mail.ts';
import { foldersBeside } from '../state/shared/owner.ts';
import { useWords } from '../words/index.ts';
import { beginDrag } from './drag/begin-drag.ts';
import { FolderLine } from './FolderLine.tsx';
import { FolderOptions } from './FolderOptions.tsx';
import styles from './Folders.module.css';
import { goThrough } from './folder-keys.ts';

interface Props {
  mailbox: Mailbox;
  Icon: LucideIcon;
  name: string;
  depth: number;
  /** Null: it contains no folders. */
  isFolded: boolean | null;
  isHidden: boolean;
  unreadInside: number;
  isCurrent: boolean;
  onOpen(mailbox: Mailbox): void;
}

/** A line of the folder list. It is memoized, because there may be a thousand. */
export const FolderItem = memo(function FolderItem(props: Props) {
  const { mailbox, Icon, name, depth, isFolded, isHidden, unreadInside, isCurrent, onOpen } = props;
  const t = useWords();
  const isOwn = ownerOf(mailbox.id) === undefined;
  const isOver = useDragging(({ over }) => over === mailbox.id);
  const isThrownAway = useMail((state) => isInTrash(foldersBeside(state, mailbox.id), mailbox.id));
  const inside = isFolded && mailbox.role !== 'trash' ? unreadInside : 0;
  const unread = isThrownAway ? 0 : mailbox.unreadEmails + inside;
  const count = mailbox.role === 'drafts' ? mailbox.totalEmails : unread;
  return (
    <FolderLine
      name={name}
      isCurrent={isCurrent}
      isHidden={isHidden}
      depth={depth}
      options={
        <>
          {isFolded !== null && (
            <button
              type="button"
              className={styles.fold}
              aria-expanded={!isFolded}
              aria-label={t('folders.inside', { name })}
              onClick={() => fold(mailbox.id, !isFolded)}
            >
              <ChevronDown size={14} aria-hidden="true" />
            </button>
          )}
          <FolderOptions mailbox={mailbox} name={name} />
        </>
      }
      data-initial={mailbox.role === null ? initialOf(name) : undefined}
      data-drop={mailbox.id}
      data-over={isOver}
      onClick={() => onOpen(mailbox)}
      onKeyDown={(event) => {
        if (event.shiftKey || event.ctrlKey || event.metaKey || event.altKey) return;
        if (goThrough(event.key, event.currentTarget, mailbox, isFolded)) event.preventDefault();
      }}
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
});

/** Returns the first letter, which tells folders apart where there is no room for names. */
function initialOf(name: string): string {
  const [{ segment } = { segment: '' }] = new Intl.Segmenter().segment(name.trim());
  return segment.toLocaleUpperCase();
}
