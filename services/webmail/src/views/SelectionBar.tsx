import { Archive, Ellipsis, Inbox, Mail, MailCheck, MailOpen, OctagonAlert, Trash2, X } from 'lucide-react';
import { useRef } from 'react';
import { number } from '../format/numbers.ts';
import { archive, junk, remove, setKeyword, toInbox } from '../state/actions.ts';
import { useMail } from '../state/mail.ts';
import { type Chosen, clearSelection } from '../state/selection.ts';
import { useOffers } from '../state/shared/offers.ts';
import { useWords } from '../words/index.ts';
import { LabelMenu } from './labels/LabelMenu.tsx';
import { Menu } from './Menu.tsx';
import { MoveMenu } from './MoveMenu.tsx';
import styles from './SelectionBar.module.css';
import { Tool } from './Tool.tsx';
import { useWidth } from './use-width.ts';

/** From this number on there is no room for words beside it. */
const LONG = 1_000;
/** Pixels that the number of selected rows needs. */
const NUMBER = 32;
/** Pixels from one button to the next. */
const BUTTON = matchMedia('(pointer: coarse)').matches ? 44 : 34;

/** The actions for the selection. */
export function SelectionBar() {
  const t = useWords();
  const selected = useMail((state) => state.selected);
  const all = useMail((state) => state.allSelected);
  const isSelecting = useMail((state) => state.isSelecting);
  const ids: Chosen = all ? 'all' : [...selected];
  const offers = useOffers(ids);
  const bar = useRef<HTMLDivElement>(null);
  const places = Math.floor((useWidth(bar) - NUMBER) / BUTTON);
  const count = all ? all.total : selected.size;
  const tools = [
    { label: t('action.notJunk'), Icon: MailCheck, isOffered: offers.junk === 'not', run: () => junk(ids, false) },
    {
      label: t('action.moveTo', { folder: t('role.inbox') }),
      Icon: Inbox,
      isOffered: offers.inbox,
      run: () => toInbox(ids),
    },
    { label: t('action.archive'), Icon: Archive, isOffered: offers.archive, run: () => archive(ids) },
    { label: t('action.delete'), Icon: Trash2, isOffered: offers.remove !== null, run: () => remove(ids) },
    { label: t('action.junk'), Icon: OctagonAlert, isOffered: offers.junk === 'junk', run: () => junk(ids, true) },
    { label: t('action.read'), Icon: MailOpen, isOffered: offers.read, run: () => setKeyword(ids, '$seen', true) },
    { label: t('action.unread'), Icon: Mail, isOffered: offers.read, run: () => setKeyword(ids, '$seen', false) },
  ].filter(({ isOffered }) => isOffered);
  // The way out and the two menus always have their places; what has none goes into a third menu.
  const room = places - (offers.mark ? 3 : 2);
  const shown = tools.length <= room ? tools : tools.slice(0, Math.max(room - 1, 0));
  const more = tools.slice(shown.length).map(({ label, run }) => ({ label, run: () => void run() }));
  return (
    <div
      ref={bar}
      className={styles.bar}
      role="toolbar"
      aria-label={t('list.selected', { count })}
      aria-busy={isSelecting}
      inert={isSelecting}
    >
      <button type="button" className="quiet" aria-label={t('action.clear')} onClick={clearSelection}>
        <X size={16} />
      </button>
      <span className={styles.count} data-long={count >= LONG} aria-hidden="true">
        <span className={styles.words}>{t('list.selected', { count })}</span>
        <span className={styles.number}>{number(count)}</span>
      </span>
      {shown.map(({ label, Icon, run }) => (
        <Tool key={label} label={label} Icon={Icon} onClick={() => void run()} />
      ))}
      <MoveMenu ids={ids} />
      {offers.mark && <LabelMenu ids={ids} />}
      {more.length > 0 && <Menu label={t('app.more')} icon={<Ellipsis size={16} aria-hidden="true" />} items={more} />}
    </div>
  );
}
