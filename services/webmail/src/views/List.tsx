import { defaultRangeExtractor, type Range, useVirtualizer } from '@tanstack/react-virtual';
import { Menu as MenuIcon } from 'lucide-react';
import { type RefObject, useCallback, useEffect, useMemo, useRef } from 'react';
import { ownerOf } from '../jmap/ids.ts';
import type { Row } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { labelSearched } from '../state/labels/names.ts';
import { openView, readSeen } from '../state/list.ts';
import { useMail } from '../state/mail.ts';
import { beginChoosing } from '../state/selection.ts';
import { folderOf } from '../state/shared/owner.ts';
import { useWords } from '../words/index.ts';
import { EmptyFolder } from './EmptyFolder.tsx';
import styles from './List.module.css';
import { ListEdge } from './ListEdge.tsx';
import { ListRow, type Place } from './ListRow.tsx';
import { later } from './later.tsx';
import { nameOfMailbox } from './mailbox-name.ts';
import { SearchField } from './SearchField.tsx';
import { SelectAll } from './SelectAll.tsx';
import { SelectionBar } from './SelectionBar.tsx';
import { useCursor } from './use-cursor.ts';
import { useFirstRows } from './use-first-rows.ts';
import { useJumps } from './use-jumps.ts';
import { WaitingRows } from './WaitingRows.tsx';

const EmptyList = later(() => part('EmptyList', () => import('./EmptyList.tsx')));
const SearchChips = later(() => part('SearchChips', () => import('./SearchChips.tsx')));
const WithoutEmail = later(() => part('WithoutEmail', () => import('./delivery/WithoutEmail.tsx')));
const SharedBy = later(() => part('SharedBy', () => import('./shared/SharedBy.tsx')));

const ROW_HEIGHT = matchMedia('(pointer: coarse)').matches ? 72 : 56;
/** Rows that are rendered and read above and below the visible ones. */
const AROUND = 12;
/** Free pixels after the last row, so that it can be scrolled out from under the toast (List.module.css). */
const FREE_BELOW = 80;

export function List({ onFolders }: { onFolders(): void }) {
  const t = useWords();
  const list = useMail((state) => state.list);
  const openId = useMail((state) => state.openId);
  const selected = useMail((state) => state.selected);
  const allSelected = useMail((state) => state.allSelected);
  const isChoosing = useMail((state) => state.isChoosing);
  const rows = useMail((state) => state.rows);
  const isOffline = useMail((state) => state.isOffline);
  const mailbox = useMail((state) => folderOf(state, state.list.view.mailboxId));
  const owner = useMail(({ owners, list: { view } }) =>
    owners.find((each) => each.accountId === ownerOf(view.mailboxId)),
  );
  const place = usePlace(mailbox?.role);
  const lastFolder = useLastFolder(list.view.mailboxId);
  const hasBar = selected.size > 0 || isChoosing;
  const scroller = useRef<HTMLDivElement>(null);
  // Rows outside of the view are rendered after the visible ones.
  const hasRows = useFirstRows();
  const openAt = openId === null ? -1 : list.ids.indexOf(openId);
  const cursor = useCursor(scroller, list.ids, openId);
  const cursorAt = cursor === undefined ? -1 : list.ids.indexOf(cursor);
  const tabAt = Math.max(cursorAt >= 0 ? cursorAt : openAt, 0);
  const virtual = useVirtualizer({
    count: list.total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_HEIGHT,
    // Renders the first rows before the list is measured, because measuring forces a layout of the page.
    initialRect: { width: 0, height: innerHeight },
    overscan: hasRows ? AROUND : 0,
    // The row with the focus is rendered wherever the list is scrolled to: the focus stays, and Tab reaches the list.
    rangeExtractor: useCallback((range: Range) => withRow(tabAt, range), [tabAt]),
  });
  const items = virtual.getVirtualItems();
  const keyOf = keysOnce();
  const first = Math.max((virtual.range?.startIndex ?? 0) - AROUND, 0);
  const last = Math.min((virtual.range?.endIndex ?? 0) + AROUND, list.total - 1);
  useEffect(() => {
    if (list.status === 'ready' && list.total > 0) readSeen([Math.floor((first + last) / 2), first, last]);
  }, [first, last, list]);
  useJumps(scroller, {
    total: list.total,
    height: ROW_HEIGHT,
    view: list.view,
    show: (at) => {
      const top = scrolledTo(at, virtual);
      if (top !== undefined) scroller.current?.scrollTo({ top });
    },
  });
  const searched = labelSearched(list.view.search);
  const hadFocus = useFocusWithin(scroller);
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when another row is opened
  useEffect(() => {
    if (openAt < 0) return undefined;
    // The mail is shown first: scrolling forces a layout of the page and renders rows again.
    let frame = requestAnimationFrame(() => {
      const top = scrolledTo(openAt, virtual);
      if (top !== undefined) scroller.current?.scrollTo({ top });
      if (!hadFocus.current) return;
      // The row exists only after the list has scrolled to it.
      frame = requestAnimationFrame(() => {
        const row = scroller.current?.querySelector<HTMLElement>('[role=row][data-open=true]');
        // The person may be typing elsewhere by then.
        if (hadFocus.current) row?.focus({ preventScroll: true });
      });
    });
    return () => cancelAnimationFrame(frame);
  }, [openId, openAt]);
  const folder = mailbox ? nameOfMailbox(mailbox, t) : t('search.everywhere');
  // Before there is an answer, the text must not say that nothing was found.
  const isSearching = list.status === 'loading' && list.total === 0;
  const results = isSearching
    ? t('search.running')
    : list.status === 'failed'
      ? t(isOffline ? 'search.offline' : 'search.failed')
      : t(list.status === 'counting' ? 'search.atLeast' : 'search.results', { count: list.total });

  return (
    <section className={styles.list} aria-label={t('list.label', { folder })}>
      <header className={styles.top} hidden={hasBar}>
        <button type="button" className={`quiet ${styles.menu}`} aria-label={t('folders.label')} onClick={onFolders}>
          <MenuIcon size={20} />
        </button>
        <SearchField folder={lastFolder} />
      </header>
      {hasBar && <SelectionBar />}
      <div className={styles.heading}>
        <h2>{searched?.name ?? (list.view.search ? results : folder)}</h2>
        <WaitingRows list={scroller} />
        {owner && !list.view.search && <SharedBy owner={owner} />}
        {!owner && !hasBar && !list.view.search && (mailbox?.role === 'trash' || mailbox?.role === 'junk') && (
          <EmptyFolder mailbox={mailbox} />
        )}
        {list.total > 0 && hasBar && <SelectAll folder={folder} />}
        {list.total > 0 && !hasBar && (
          <button type="button" className={`quiet ${styles.choose}`} onClick={beginChoosing}>
            {t('list.choose')}
          </button>
        )}
      </div>
      {list.view.search && !hasBar && <SearchChips folder={lastFolder} />}
      {!owner && !list.view.search && mailbox?.role === 'sent' && <WithoutEmail />}
      {/* biome-ignore lint/a11y/useAriaPropsSupportedByRole: both roles have a name */}
      <div
        id="list"
        ref={scroller}
        className={styles.rows}
        // A grid must have rows.
        role={list.total > 0 ? 'grid' : 'group'}
        aria-rowcount={list.status === 'counting' ? -1 : list.total > 0 ? list.total : undefined}
        aria-multiselectable={list.total > 0 || undefined}
        aria-label={t('list.label', { folder })}
        aria-busy={list.status === 'loading'}
        tabIndex={list.total === 0 ? 0 : -1}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
          {items.map(({ index, start }) => {
            const id = list.ids[index];
            const row = id === undefined ? undefined : rows[id];
            return (
              <div
                key={keyOf(row, index)}
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
                    isSelected={selected.has(row.id) || (allSelected !== null && row.receivedAt <= allSelected.until)}
                    isChoosing={isChoosing}
                    canFocus={index === tabAt}
                    place={place}
                  />
                ) : (
                  <div className={styles.skeleton} aria-hidden="true" />
                )}
              </div>
            );
          })}
        </div>
        {list.total === 0 && list.status === 'loading' && <div className={styles.waiting} aria-hidden="true" />}
        {list.total === 0 && list.status !== 'loading' && (
          <p className={styles.empty}>
            {list.status === 'failed' ? (
              <>
                {t(isOffline ? (list.view.search ? 'search.later' : 'list.notKept') : 'list.failed')}
                <button type="button" className="quiet" onClick={() => void openView(list.view)}>
                  {t('app.retry')}
                </button>
              </>
            ) : (
              <EmptyList />
            )}
          </p>
        )}
      </div>
      <ListEdge />
    </section>
  );
}

/** Returns the indices of the rows to render: those of the range, and the row at the given position. */
function withRow(at: number, range: Range): number[] {
  const seen = defaultRangeExtractor(range);
  if (at >= range.count || seen.includes(at)) return seen;
  return [...seen, at].sort((one, other) => one - other);
}

/**
 * Returns a function that gives each row a React key: the id of its email, so that its element and the focus move with it. Until all pages are
 * read again an email may stand in two places; the second gets its index as key.
 */
function keysOnce(): (row: Row | undefined, index: number) => string | number {
  const used = new Set<string>();
  return (row, index) => {
    if (!row || used.has(row.id)) return index;
    used.add(row.id);
    return row.id;
  };
}

/** Returns the folder that is shown, or that was shown before all folders were searched. */
function useLastFolder(mailboxId: string | null): string | null {
  const last = useRef(mailboxId);
  if (mailboxId !== null) last.current = mailboxId;
  return last.current;
}

/** Returns where to scroll to make a row visible, in pixels; undefined where it is visible. */
function scrolledTo(
  at: number,
  { scrollOffset, scrollRect }: { scrollOffset: number | null; scrollRect: { height: number } | null },
): number | undefined {
  if (scrollOffset === null || scrollRect === null) return undefined;
  const [top, bottom] = [at * ROW_HEIGHT, (at + 1) * ROW_HEIGHT];
  if (top < scrollOffset) return top;
  if (bottom > scrollOffset + scrollRect.height) return bottom + FREE_BELOW - scrollRect.height;
  return undefined;
}

function usePlace(role: string | null | undefined): Place {
  const identities = useMail((state) => state.identities);
  const mailboxes = useMail((state) => state.mailboxes);
  const inSent = role === 'sent' || role === 'drafts';
  return useMemo(() => ({ identities, mailboxes, inSent }), [identities, mailboxes, inSent]);
}

/** Tells whether the focus is in the element, or was there when the focused element went away. */
function useFocusWithin(element: RefObject<HTMLElement | null>): RefObject<boolean> {
  const isWithin = useRef(false);
  useEffect(() => {
    const note = ({ target }: FocusEvent): void => {
      isWithin.current = element.current?.contains(target as Node) ?? false;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, [element]);
  return isWithin;
}
