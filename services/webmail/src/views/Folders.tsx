import { Command, Keyboard, PenLine, Plus, Settings } from 'lucide-react';
import { useCallback, useRef } from 'react';
import { formatSize } from '../format/sizes.ts';
import type { Mailbox } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { openDialog } from '../state/dialogs.ts';
import { useDragging } from '../state/dragging.ts';
import { folderTree, systemTree } from '../state/folders/folder-tree.ts';
import { isInTrash } from '../state/folders/in-trash.ts';
import { openView } from '../state/list.ts';
import { useMail } from '../state/mail.ts';
import { write } from '../state/writing/begin.ts';
import { useWords } from '../words/index.ts';
import styles from './Folders.module.css';
import { FolderTree } from './FolderTree.tsx';
import { LabelList } from './labels/LabelList.tsx';
import { later } from './later.tsx';
import { Mark } from './Mark.tsx';
import { useDrawer } from './use-drawer.ts';
import { useFirstRows } from './use-first-rows.ts';

/** Loaded apart, because most people share nothing. */
const SharedFolders = later(() => part('SharedFolders', () => import('./shared/SharedFolders.tsx')));

interface Props {
  /** In a window with one pane: whether the folders are shown. */
  isOpen: boolean;
  onClose(): void;
  /** Opens the settings at one of their parts. */
  onSettings(part?: 'part.space'): void;
  onKeys(): void;
}

export function Folders({ isOpen, onClose, onSettings, onKeys }: Props) {
  const t = useWords();
  const mailboxes = useMail((state) => state.mailboxes);
  const viewId = useMail((state) => state.list.view.mailboxId);
  const isShared = useMail(({ owners }) => owners.length > 0);
  // Folders in Trash are shown only while the person is in Trash.
  const isAtTrash = isInTrash(mailboxes, viewId);
  const system = systemTree(mailboxes).filter(
    ({ mailbox: { id }, depth }) => depth === 0 || isAtTrash || !isInTrash(mailboxes, id),
  );
  // The rest is rendered after the first rows of mail.
  const hasRows = useFirstRows();
  const isOverTop = useDragging(({ over }) => over === '');

  const closing = useRef(onClose);
  closing.current = onClose;
  const open = useCallback((mailbox: Mailbox): void => {
    closing.current();
    void openView({ mailboxId: mailbox.id, search: '' });
  }, []);

  function writeAbove(): void {
    onClose();
    write();
  }
  const nav = useDrawer(isOpen, onClose);

  return (
    <nav ref={nav} className={styles.folders} aria-label={t('folders.label')} data-open={isOpen}>
      <div className={styles.brand}>
        <Mark />
      </div>
      <button type="button" className={`main ${styles.write}`} onClick={writeAbove}>
        <PenLine size={16} aria-hidden="true" />
        <span>{t('write.button')}</span>
      </button>
      {hasRows && (
        <>
          <FolderTree placed={system} onOpen={open} />
          <div className={styles.head} data-drop="" data-over={isOverTop}>
            <h2>{t('folders.others')}</h2>
            <button
              type="button"
              className="quiet"
              aria-label={t('folders.new')}
              title={t('folders.new')}
              onClick={() => openDialog({ kind: 'folder', folder: null, parent: null })}
            >
              <Plus size={16} />
            </button>
          </div>
          <FolderTree placed={folderTree(mailboxes)} onOpen={open} />
          <LabelList onOpen={onClose} />
          {isShared && <SharedFolders onOpen={open} />}
          <div className={styles.foot}>
            <Space onOpen={() => onSettings('part.space')} />
            <div className={styles.tools}>
              <button
                type="button"
                className="quiet"
                onClick={() => onSettings()}
                aria-label={t('settings.title')}
                title={t('settings.title')}
              >
                <Settings size={18} />
              </button>
              <button
                type="button"
                className="quiet"
                onClick={() => openDialog({ kind: 'commands' })}
                aria-label={t('keys.commands')}
                title={`${t('keys.commands')} (Ctrl K)`}
              >
                <Command size={18} />
              </button>
              <button
                type="button"
                className={`quiet ${styles.keys}`}
                onClick={onKeys}
                aria-label={t('keys.title')}
                title={`${t('keys.title')} (?)`}
              >
                <Keyboard size={18} />
              </button>
            </div>
          </div>
        </>
      )}
      {isOpen && <button type="button" className={styles.shade} aria-label={t('app.close')} onClick={onClose} />}
    </nav>
  );
}

/** Shows how full the mailbox is; a click leads to where space can be freed. */
function Space({ onOpen }: { onOpen(): void }) {
  const t = useWords();
  const { used, limit } = useMail((state) => state.quota);
  if (limit === null) return null;
  const share = Math.min(used / limit, 1);
  return (
    <button type="button" className={styles.space} title={t('clean.title')} onClick={onOpen}>
      {t('space.of', { used: formatSize(used), limit: formatSize(limit) })}
      <progress value={share} max={1} data-full={share >= 0.9} />
      {share >= 0.9 && share < 1 && <span>{t('space.almost')}</span>}
    </button>
  );
}
