import { useVirtualizer } from '@tanstack/react-virtual';
import { Menu as MenuIcon, Search, X } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { Mailbox } from '../jmap/types.ts';
import { mailboxOf, openConversation, openView, readPage, useMail } from '../state/mail.ts';
import { show } from '../state/toasts.ts';
import { useWords, type Word } from '../words/index.ts';
import { isComposing } from './is-composing.ts';
import styles from './List.module.css';
import { ListRow } from './ListRow.tsx';
import { nameOfMailbox } from './mailbox-name.ts';
import { SelectionBar } from './SelectionBar.tsx';

const ROW_HEIGHT = matchMedia('(pointer: coarse)').matches ? 72 : 56;
/** Keystrokes that come so fast are one search, ms. */
const TYPING_MS = 200;

export function List({ onFolders }: { onFolders(): void }) {
  const t = useWords();
  const list = useMail((state) => state.list);
  const openId = useMail((state) => state.openId);
  const selected = useMail((state) => state.selected);
  const rows = useMail((state) => state.rows);
  const mailbox = useMail((state) => state.mailboxes.find(({ id }) => id === state.list.view.mailboxId));
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: list.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const [first, last] = [items[0]?.index ?? 0, items.at(-1)?.index ?? 0];
  useEffect(() => {
    if (list.status !== 'ready' || list.total === 0) return;
    for (const at of [first, Math.floor((first + last) / 2), last]) if (at < list.total) void readPage(at);
  }, [first, last, list]);
  const openAt = openId === null ? -1 : list.ids.indexOf(openId);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another row is opened
  useEffect(() => {
    if (openAt >= 0) virtual.scrollToIndex(openAt, { align: 'auto' });
  }, [openAt]);
  const folder = mailbox ? nameOfMailbox(mailbox, t) : t('search.everywhere');

  return (
    <section className={styles.list} aria-label={t('list.label', { folder })}>
      <header className={styles.top}>
        <button type="button" className={`quiet ${styles.menu}`} aria-label={t('folders.label')} onClick={onFolders}>
          <MenuIcon size={20} />
        </button>
        <SearchField folder={folder} />
      </header>
      {selected.size > 0 && <SelectionBar />}
      <div className={styles.heading}>
        <h2>{list.view.search ? t('search.results', { count: list.total }) : folder}</h2>
        {mailbox?.role === 'trash' && !list.view.search && mailbox.totalEmails > 0 && <EmptyTrash mailbox={mailbox} />}
      </div>
      <div
        id="list"
        ref={scroller}
        className={styles.rows}
        role="grid"
        aria-label={t('list.label', { folder })}
        aria-rowcount={list.total}
        aria-busy={list.status === 'loading'}
        aria-multiselectable="true"
        tabIndex={list.total === 0 ? 0 : -1}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {items.map(({ index, start }) => {
            const id = list.ids[index];
            const row = id === undefined ? undefined : rows[id];
            return (
              <div
                key={index}
                className={styles.place}
                style={{ height: ROW_HEIGHT, transform: `translateY(${start}px)` }}
                role="presentation"
              >
                {row ? (
                  <ListRow
                    row={row}
                    position={index}
                    total={list.total}
                    isOpen={row.id === openId}
                    isSelected={selected.has(row.id)}
                    canFocus={openAt >= 0 ? index === openAt : index === 0}
                    onOpen={() => void openConversation(row.id)}
                  />
                ) : (
                  <div className={styles.skeleton} aria-hidden="true" />
                )}
              </div>
            );
          })}
        </div>
        {list.total === 0 && list.status !== 'loading' && (
          <p className={styles.empty}>
            {list.status === 'failed' ? (
              <>
                {t('list.failed')}
                <button type="button" className="quiet" onClick={() => void openView(list.view)}>
                  {t('app.retry')}
                </button>
              </>
            ) : (
              t(emptyWord(list.view.search, mailbox?.role ?? null))
            )}
          </p>
        )}
      </div>
    </section>
  );
}

function emptyWord(search: string, role: string | null): Word {
  if (search) return 'list.empty.search';
  const known = ['inbox', 'drafts', 'sent', 'trash', 'junk'];
  return known.includes(role ?? '') ? (`list.empty.${role}` as Word) : 'list.empty.other';
}

function EmptyTrash({ mailbox: { id, totalEmails } }: { mailbox: Mailbox }) {
  const t = useWords();
  async function empty(): Promise<void> {
    if (!confirm(t('list.emptyTrashAsk', { count: totalEmails }))) return;
    const { emptyMailbox } = await import('../state/empty-mailbox.ts');
    try {
      const { kept } = await emptyMailbox(id);
      if (kept > 0) show(t('done.notDeleted', { count: kept }));
    } catch (error) {
      show(t('app.failed', { reason: error instanceof Error ? error.message : '' }));
    }
  }
  return (
    <button type="button" className="quiet" onClick={() => void empty()}>
      {t('list.emptyTrash')}
    </button>
  );
}

function SearchField({ folder }: { folder: string }) {
  const t = useWords();
  const view = useMail((state) => state.list.view);
  const [typed, setTyped] = useState(view.search);
  const [isHere, setHere] = useState(false);
  const before = useRef(view.mailboxId);
  useEffect(() => {
    if (view.search === '') {
      setTyped('');
      before.current = view.mailboxId ?? before.current;
    }
  }, [view]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is typed begins a search, and nothing else
  useEffect(() => {
    if (typed === view.search && typed === '') return undefined;
    const timer = setTimeout(() => {
      const mailboxId = typed === '' || isHere ? before.current : null;
      void openView({ mailboxId, search: typed.trim() });
    }, TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, isHere]);

  function clear(): void {
    setTyped('');
    const mailboxId = before.current ?? mailboxOf('inbox')?.id ?? null;
    void openView({ mailboxId, search: '' });
  }

  return (
    <div className={styles.search} role="search">
      <Search size={16} aria-hidden="true" />
      <input
        type="search"
        data-search
        aria-label={t('search.placeholder')}
        placeholder={t('search.placeholder')}
        title={t('search.hint')}
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || isComposing(event.nativeEvent)) return;
          clear();
          event.currentTarget.blur();
        }}
      />
      {typed !== '' && (
        <>
          <button type="button" className={styles.chip} onClick={() => setHere(!isHere)}>
            {t('search.in', { folder: isHere ? folder : t('search.everywhere') })}
          </button>
          <button type="button" className="quiet" aria-label={t('search.clear')} onClick={clear}>
            <X size={16} />
          </button>
        </>
      )}
    </div>
  );
}
