import {
  Archive,
  type CalendarClock,
  CalendarDays,
  Forward,
  Inbox,
  MailCheck,
  OctagonAlert,
  Paperclip,
  Reply,
  Star,
  Trash2,
} from 'lucide-react';
import { memo, useRef, useState } from 'react';
import { longDate, shortDate } from '../format/dates.ts';
import { isolated } from '../format/isolated.ts';
import { listed, nameOf, shortName } from '../format/people.ts';
import type { EmailAddress, Row } from '../jmap/types.ts';
import { archive, junk, remove, setKeyword, toInbox } from '../state/actions.ts';
import { useSigns } from '../state/invitations/signs.ts';
import { useLabelsAmong } from '../state/labels/names.ts';
import { type MailState, useMail } from '../state/mail.ts';
import { isMine } from '../state/mine.ts';
import { openRow } from '../state/open-row.ts';
import { passBy, readPointed } from '../state/read-ahead.ts';
import { beginChoosing, toggleSelected } from '../state/selection.ts';
import { useOffers } from '../state/shared/offers.ts';
import { useWords } from '../words/index.ts';
import { beginDrag } from './drag/begin-drag.ts';
import styles from './ListRow.module.css';
import { LabelChip } from './labels/LabelChip.tsx';
import { RowDelivery } from './RowDelivery.tsx';
import { SnoozeMenu } from './SnoozeMenu.tsx';

/** The most labels of a row that are shown with their names. */
const MAX_CHIPS = 2;

interface Props {
  row: Row;
  position: number;
  total: number;
  isOpen: boolean;
  isSelected: boolean;
  isChoosing: boolean;
  /** Whether Tab moves to this row of the list. */
  canFocus: boolean;
  place: Place;
}

/** What is the same for all rows of a list. */
export interface Place extends Pick<MailState, 'identities' | 'mailboxes'> {
  /** Whether rows show recipients instead of senders. */
  readonly inSent: boolean;
}

export const ListRow = memo(function ListRow(props: Props) {
  const { row, position, total, isOpen, isSelected, isChoosing, canFocus, place } = props;
  const { identities, mailboxes, inSent } = place;
  const t = useWords();
  // Only emails of this conversation count, so that reading other mail does not render this row again.
  const before = useRef<readonly Row[]>([]);
  const all = useMail(({ threads, rows }) => {
    const now = (threads[row.threadId] ?? [row.id]).flatMap((id) => rows[id] ?? []);
    if (now.length !== before.current.length || now.some((each, at) => each !== before.current[at]))
      before.current = now;
    return before.current;
  });
  const count = useMail(({ threads }) => threads[row.threadId]?.length ?? 1);
  const isUnread = all.some(({ keywords }) => !keywords.$seen && !keywords.$draft);
  const labels = useLabelsAmong(all.flatMap(({ keywords }) => Object.keys(keywords)));
  const sign = useSigns((signs) => signs[row.id]);
  const isInvitation = sign === 'alone' || sign === 'with-files';
  const hasFiles = row.hasAttachment && sign !== 'alone';
  const isStarred = all.some(({ keywords }) => keywords.$flagged);
  const who = inSent
    ? t('list.to', { names: listed(row.to?.map(nameOf) ?? []) || t('list.nobody') })
    : people(all.length > 0 ? all : [row], (each) =>
        isMine(each, { identities, mailboxes }) ? t('list.you') : null,
      ) || t('list.noSender');
  const subject = row.subject?.trim() || t('list.noSubject');
  // The buttons for hover and focus are rendered only when the pointer or the focus first comes to the row.
  const [isNear, setNear] = useState(false);

  return (
    <div
      className={styles.row}
      role="row"
      aria-rowindex={position + 1}
      aria-selected={isSelected}
      data-open={isOpen}
      data-unread={isUnread}
      data-selected={isSelected}
      data-choosing={isChoosing}
      data-id={row.id}
      tabIndex={canFocus ? 0 : -1}
      onClick={(event) => {
        // A menu of the row, and the dialog that it opens, lie elsewhere on the page.
        if (isInMenu(event)) return;
        if (event.ctrlKey || event.metaKey || isChoosing) toggleSelected(row.id, false);
        else if (event.shiftKey) toggleSelected(row.id, true);
        else openRow(row.id);
      }}
      onPointerEnter={() => {
        setNear(true);
        readPointed(row.id);
      }}
      onPointerLeave={passBy}
      onPointerDown={(event) => {
        // A long press with a finger selects the row instead of dragging it.
        if (event.pointerType === 'touch' || isInMenu(event)) return;
        const { selected, allSelected } = useMail.getState();
        const ids = allSelected ? 'all' : selected.has(row.id) ? [...selected] : [row.id];
        const count = ids === 'all' ? (allSelected?.total ?? total) : ids.length;
        const words = count > 1 ? t('drag.mails', { count }) : subject;
        beginDrag(event, { kind: 'mail', ids, words });
      }}
      onContextMenu={(event) => {
        if (!matchMedia('(hover: none)').matches) return;
        event.preventDefault();
        beginChoosing();
        toggleSelected(row.id, false);
      }}
      onFocus={() => setNear(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && event.target === event.currentTarget) openRow(row.id);
      }}
    >
      <div className={styles.mark} role="gridcell">
        <span className={styles.dot} aria-hidden="true" />
        {(isNear || isChoosing || isSelected) && (
          <input
            type="checkbox"
            className={styles.check}
            aria-label={t('action.select')}
            checked={isSelected}
            tabIndex={-1}
            onClick={(event) => event.stopPropagation()}
            onChange={(event) => toggleSelected(row.id, (event.nativeEvent as MouseEvent).shiftKey)}
          />
        )}
      </div>
      <div className={styles.text} role="gridcell">
        <span className="unseen">
          {t('list.position', {
            unread: String(isUnread),
            position: position + 1,
            total,
            attachment: String(hasFiles),
            invitation: String(isInvitation),
          })}
        </span>
        <span className={styles.who}>
          <bdi>{who}</bdi>
          {count > 1 && <span className={styles.number}> ({count})</span>}
        </span>
        <span className={styles.when} title={isNear ? longDate(row.receivedAt) : undefined}>
          {row.keywords.$answered && <Reply size={14} aria-label={t('read.reply')} />}
          {row.keywords.$forwarded && <Forward size={14} aria-label={t('read.forward')} />}
          {isInvitation && <CalendarDays size={14} aria-hidden="true" />}
          {hasFiles && <Paperclip size={14} aria-hidden="true" />}
          {isStarred && <Star size={14} className={styles.star} aria-label={t('action.star')} />}
          {inSent && <RowDelivery emailId={row.id} />}
          <time dateTime={row.receivedAt}>{shortDate(row.receivedAt)}</time>
        </span>
        <span className={styles.what} dir="auto">
          {labels.slice(0, MAX_CHIPS).map((label) => (
            <LabelChip key={label.keyword} label={label} />
          ))}
          {labels.length > MAX_CHIPS && (
            <>
              <bdi className={styles.preview}>+{labels.length - MAX_CHIPS}</bdi>{' '}
            </>
          )}
          {subject} <bdi className={styles.preview}>{row.preview}</bdi>
        </span>
      </div>
      {isNear && <Tools id={row.id} isStarred={isStarred} />}
    </div>
  );
});

function isInMenu({ target, currentTarget }: { target: EventTarget; currentTarget: HTMLElement }): boolean {
  const element = target as HTMLElement;
  return !currentTarget.contains(element) || element.closest('[aria-haspopup], [role=menu]') !== null;
}

/** The buttons for the most common actions, in the row itself. */
function Tools({ id, isStarred }: { id: string; isStarred: boolean }) {
  const t = useWords();
  const ids = [id];
  const offers = useOffers(ids);
  return (
    <div className={styles.tools} role="gridcell">
      {offers.junk === 'not' && (
        <Tool label={t('action.notJunk')} Icon={MailCheck} onClick={() => void junk(ids, false)} />
      )}
      {offers.inbox && (
        <Tool label={t('action.moveTo', { folder: t('role.inbox') })} Icon={Inbox} onClick={() => void toInbox(ids)} />
      )}
      {offers.archive && <Tool label={t('action.archive')} Icon={Archive} onClick={() => void archive(ids)} />}
      {offers.junk === 'junk' && (
        <Tool label={t('action.junk')} Icon={OctagonAlert} onClick={() => void junk(ids, true)} />
      )}
      {offers.remove && <Tool label={t('action.delete')} Icon={Trash2} onClick={() => void remove(ids)} />}
      {offers.snooze && <SnoozeMenu ids={ids} hasKey={false} />}
      {offers.mark && (
        <Tool
          label={t(isStarred ? 'action.unstar' : 'action.star')}
          Icon={Star}
          isOn={isStarred}
          onClick={() => void setKeyword(ids, '$flagged', !isStarred)}
        />
      )}
    </div>
  );
}

interface ToolProps {
  label: string;
  Icon: typeof CalendarClock;
  /** Whether the mail has the mark that the button takes off. */
  isOn?: boolean;
  onClick(): void;
}

function Tool({ label, Icon, isOn = false, onClick }: ToolProps) {
  return (
    <button
      type="button"
      className="quiet"
      tabIndex={-1}
      aria-label={label}
      title={label}
      onClick={(event) => {
        event.stopPropagation();
        onClick();
      }}
    >
      <Icon size={16} className={isOn ? styles.star : undefined} />
    </button>
  );
}

/** Returns the people in a conversation, each once, in order of their first message; empty: no message names its sender. @param you returns the word for oneself in own messages */
function people(rows: readonly Row[], you: (row: Row) => string | null): string {
  const writers = new Map<string, EmailAddress | string>();
  for (const row of rows) {
    const own = you(row);
    if (own !== null) writers.set('', own);
    else for (const address of row.from ?? []) writers.set(address.email.toLowerCase(), address);
  }
  const all = [...writers.values()];
  const names = all.map((each) => (typeof each === 'string' ? each : all.length > 1 ? shortName(each) : nameOf(each)));
  return names.length > 4 ? `${listed(names.slice(0, 2))} … ${isolated(names.at(-1) ?? '')}` : listed(names);
}
