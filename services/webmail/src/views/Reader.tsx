import {
  Archive,
  ArrowLeft,
  ChevronDown,
  ChevronUp,
  Ellipsis,
  Inbox,
  MailCheck,
  MailOpen,
  OctagonAlert,
  Star,
  Trash2,
} from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { number } from '../format/numbers.ts';
import { topicOf } from '../format/subject.ts';
import { ownerOf } from '../jmap/ids.ts';
import { archive, junk, markRead, remove, setKeyword, toInbox } from '../state/actions.ts';
import { isInTrash as isTrash } from '../state/folders/in-trash.ts';
import { liesIn, useMail } from '../state/mail.ts';
import { isMine } from '../state/mine.ts';
import { lookAtSenders, readBeside } from '../state/read-ahead.ts';
import { openConversation, readOpen } from '../state/reading.ts';
import { useOffers } from '../state/shared/offers.ts';
import { foldersBeside } from '../state/shared/owner.ts';
import { readSubmissions } from '../state/submissions.ts';
import { useWords } from '../words/index.ts';
import { Conversation } from './Conversation.tsx';
import { LabelMenu } from './labels/LabelMenu.tsx';
import { LabelsOnMail } from './labels/LabelsOnMail.tsx';
import { Menu } from './Menu.tsx';
import { MoveMenu } from './MoveMenu.tsx';
import styles from './Reader.module.css';
import { SnoozeMenu } from './SnoozeMenu.tsx';
import { Subject } from './Subject.tsx';
import { Tool } from './Tool.tsx';
import { useFocusKept } from './use-focus-kept.ts';
import { useNarrow } from './use-narrow.ts';

/** How long an email must be open to count as read. */
const READ_MS = 400;

/** The open conversation, its newest message unfolded. */
export function Reader() {
  const t = useWords();
  const openId = useMail((state) => state.openId);
  const row = useMail((state) => (state.openId === null ? undefined : state.rows[state.openId]));
  const thread = useMail((state) => state.threads[row?.threadId ?? '']);
  const messages = useMail((state) => state.messages);
  const list = useMail((state) => state.list);
  const roles = useMail((state) => state.mailboxes);
  const hasFailed = useMail(({ openId, unreadableId }) => openId !== null && openId === unreadableId);
  const pane = useRef<HTMLElement>(null);
  useFocusKept(pane, rowToGoTo);
  const isScrolled = useRef(false);
  const offers = useOffers(openId === null ? 'all' : [openId]);
  const isNarrow = useNarrow();
  const isAtTrash = useMail((state) => {
    const { mailboxId } = state.list.view;
    return isTrash(foldersBeside(state, mailboxId), mailboxId);
  });
  const isInTrash = (id: string): boolean => liesIn(messages.get(id) ?? { mailboxIds: {} }, 'trash');
  const ids = (thread ?? (openId ? [openId] : [])).filter((id) => id === openId || isAtTrash || !isInTrash(id));
  const shown = ids.flatMap((id) => messages.get(id) ?? []);

  useEffect(() => {
    // Reading or setting the scroll position forces a layout of the page, so it is done only where it was scrolled.
    if (isScrolled.current) pane.current?.scrollTo({ top: 0 });
    isScrolled.current = false;
    if (openId === null) return undefined;
    void readOpen(openId).then(() => readBeside(openId));
    return lookAtSenders(openId);
  }, [openId]);

  const unread = shown
    .filter(({ keywords }) => !keywords.$seen && !keywords.$draft)
    .map(({ id }) => id)
    .join(' ');
  useEffect(() => {
    if (unread === '') return undefined;
    const timer = setTimeout(() => void markRead(unread.split(' ')), READ_MS);
    return () => clearTimeout(timer);
  }, [unread]);

  const identities = useMail((state) => state.identities);
  const sent = shown.filter(
    (message) =>
      isMine(message, { identities, mailboxes: roles }) ||
      (message.keywords.$forwarded && ownerOf(message.id) === undefined),
  );
  const sentIds = sent.map(({ id }) => id).join(' ');
  useEffect(() => {
    if (sentIds !== '') void readSubmissions(sentIds.split(' ')).catch(() => undefined);
  }, [sentIds]);

  if (openId === null) {
    return (
      <main className={styles.pane} ref={pane}>
        {list.total > 0 && <p className={styles.none}>{t('read.none')}</p>}
      </main>
    );
  }
  // Opened by its address, and still being read.
  if (!row) {
    return (
      <main className={styles.pane} ref={pane} tabIndex={-1}>
        {hasFailed && <Unreadable id={openId} />}
      </main>
    );
  }
  const at = list.ids.indexOf(openId);
  const keywords = [row, ...shown].flatMap((each) => Object.keys(each.keywords));
  const isStarred = shown.some(({ keywords }) => keywords.$flagged);
  const isJunk = offers.junk === 'not';
  const junkLabel = t(isJunk ? 'action.notJunk' : 'action.junk');
  const moveJunk = (): void => void junk([openId], !isJunk);
  const leaveUnread = (): void => {
    void setKeyword([openId], '$seen', false);
    openConversation(null);
  };
  const more = [
    ...(offers.junk === 'junk' ? [{ label: junkLabel, run: moveJunk }] : []),
    ...(offers.read ? [{ label: t('action.unread'), run: leaveUnread }] : []),
  ];
  const step = (by: number): void => {
    const next = at < 0 ? undefined : list.ids[at + by];
    if (next) openConversation(next);
  };
  return (
    <main
      className={styles.pane}
      ref={pane}
      tabIndex={-1}
      onScroll={() => {
        isScrolled.current = true;
      }}
    >
      <div className={styles.tools} role="toolbar" aria-label={t('read.tools')}>
        <button
          type="button"
          className={`quiet ${styles.back}`}
          aria-label={t('action.back')}
          onClick={() => openConversation(null)}
        >
          <ArrowLeft size={20} />
        </button>
        {isJunk && <Tool label={junkLabel} Icon={MailCheck} onClick={moveJunk} />}
        {offers.inbox && (
          <Tool
            label={t('action.moveTo', { folder: t('role.inbox') })}
            Icon={Inbox}
            onClick={() => void toInbox([openId])}
          />
        )}
        {offers.archive && <Tool label={t('action.archive')} Icon={Archive} onClick={() => void archive([openId])} />}
        {offers.remove && <Tool label={t('action.delete')} Icon={Trash2} onClick={() => void remove([openId])} />}
        {offers.junk === 'junk' && !isNarrow && <Tool label={junkLabel} Icon={OctagonAlert} onClick={moveJunk} />}
        <MoveMenu ids={[openId]} />
        {offers.mark && <LabelMenu ids={[openId]} />}
        {offers.snooze && <SnoozeMenu ids={[openId]} />}
        {offers.read && !isNarrow && <Tool label={t('action.unread')} Icon={MailOpen} onClick={leaveUnread} />}
        {isNarrow && more.length > 0 && (
          <Menu label={t('app.more')} icon={<Ellipsis size={16} aria-hidden="true" />} items={more} />
        )}
        {offers.mark && <StarButton id={openId} isStarred={isStarred} className={styles.starAbove} />}
        <span className={styles.position}>
          {at >= 0 && `${number(at + 1)} / ${number(list.total)}${list.status === 'counting' ? '+' : ''}`}
          <button
            type="button"
            className="quiet"
            aria-label={t('action.previous')}
            // Disabled, it would lose the focus.
            aria-disabled={at <= 0}
            onClick={() => step(-1)}
          >
            <ChevronUp size={16} />
          </button>
          <button
            type="button"
            className="quiet"
            aria-label={t('action.next')}
            aria-disabled={at < 0 || at >= list.total - 1}
            onClick={() => step(1)}
          >
            <ChevronDown size={16} />
          </button>
        </span>
      </div>
      <article className={styles.conversation}>
        <div className={styles.head}>
          <Subject key={row.threadId} text={topicOf(row.subject)} />
          {offers.mark && <StarButton id={openId} isStarred={isStarred} className={styles.starBeside} />}
        </div>
        <LabelsOnMail id={openId} keywords={keywords} isFixed={!offers.mark} />
        {hasFailed && shown.length === 0 && <Unreadable id={openId} />}
        {!hasFailed && shown.length === 0 && <div className={styles.waiting} aria-hidden="true" />}
        <Conversation key={row.threadId} openId={openId} shown={shown} />
      </article>
    </main>
  );
}

/** Returns where the focus goes when the open conversation closes: to the row in the list, or to the empty list. */
function rowToGoTo(): HTMLElement | null {
  if (useMail.getState().openId !== null) return null;
  return document.querySelector<HTMLElement>('#list [role=row][tabindex="0"], #list[tabindex="0"]');
}

/** Shown in place of a message that could not be read; busy while it is tried again. */
function Unreadable({ id }: { id: string }) {
  const t = useWords();
  const isOffline = useMail((state) => state.isOffline);
  const [isTrying, setTrying] = useState(false);
  const again = (): void => {
    setTrying(true);
    void readOpen(id).then(() => setTrying(false));
  };
  return (
    <p className={styles.none} aria-busy={isTrying}>
      {t(isOffline ? 'read.notKept' : 'read.failed')}
      <button type="button" className="quiet" onClick={again}>
        {t('app.retry')}
      </button>
    </p>
  );
}

/** The star; it stands beside the subject where the toolbar has no room for it. */
function StarButton({ id, isStarred, className }: { id: string; isStarred: boolean; className: string | undefined }) {
  const t = useWords();
  const label = t(isStarred ? 'action.unstar' : 'action.star');
  return (
    <button
      type="button"
      className={`quiet ${className}`}
      aria-label={label}
      title={label}
      aria-pressed={isStarred}
      onClick={() => void setKeyword([id], '$flagged', !isStarred)}
    >
      <Star size={16} className={isStarred ? styles.starred : undefined} />
    </button>
  );
}
