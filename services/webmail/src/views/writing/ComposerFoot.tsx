import { Clock, Ellipsis, Paperclip, Trash2 } from 'lucide-react';
import { useRef } from 'react';
import { comingTimes } from '../../format/coming-times.ts';
import { discard } from '../../state/writing/discard.ts';
import type { Draft } from '../../state/writing/draft.ts';
import { makePlain, makeRich } from '../../state/writing/format.ts';
import { edit } from '../../state/writing/saving.ts';
import { abandon, attach } from '../../state/writing/uploads.ts';
import { useWords } from '../../words/index.ts';
import { Menu } from '../Menu.tsx';
import { Tool } from '../Tool.tsx';
import styles from './Composer.module.css';

interface Props {
  readonly draft: Draft;
  /** Whether its text has looks that plain text would lose. */
  readonly hasLooks: boolean;
  /** Called when the person wants plain text that would lose looks. */
  onPlainAsked(): void;
  /** Called when the person wants to choose a time. */
  onTimeAsked(): void;
  onSend(at: Date | null): void;
}

/** What can be done with a draft: send it now or later, attach files, choose its form, throw it away. */
export function ComposerFoot({ draft, hasLooks, onPlainAsked, onTimeAsked, onSend }: Props) {
  const t = useWords();
  const { key } = draft;
  const files = useRef<HTMLInputElement>(null);
  const { evening, tomorrow, monday } = comingTimes();
  const times = [
    ...(evening ? [{ label: t('later.evening'), run: () => onSend(evening) }] : []),
    { label: t('later.tomorrow'), run: () => onSend(tomorrow) },
    ...(monday ? [{ label: t('later.monday'), run: () => onSend(monday) }] : []),
    { label: t('time.choose'), isApart: true, run: onTimeAsked },
  ];
  const changeForm = (): void => {
    if (draft.html === null) makeRich(key);
    else if (hasLooks) onPlainAsked();
    else makePlain(key, true);
  };
  const options = [
    { label: t('compose.plain'), isChecked: draft.html === null, run: changeForm },
    {
      label: t('receipt.want'),
      isChecked: draft.asksReceipt,
      run: () => edit(key, { asksReceipt: !draft.asksReceipt }),
    },
  ];
  return (
    <footer className={styles.foot}>
      <span className={styles.sending}>
        <button type="button" className="main" onClick={() => onSend(null)}>
          {t('compose.send')}
        </button>
        <Menu label={t('compose.later')} icon={<Clock size={16} aria-hidden="true" />} items={times} />
      </span>
      <Tool label={t('compose.attach')} Icon={Paperclip} onClick={() => files.current?.click()} />
      <input
        ref={files}
        hidden
        type="file"
        multiple
        onChange={(event) => {
          attach(key, [...(event.target.files ?? [])]);
          event.target.value = '';
        }}
      />
      <Menu label={t('compose.options')} icon={<Ellipsis size={16} aria-hidden="true" />} items={options} />
      <span className={styles.state} role="status">
        {stateOf(draft, t)}
      </span>
      <Tool
        label={t('compose.discard')}
        Icon={Trash2}
        onClick={() => {
          abandon(key);
          void discard(key);
        }}
      />
    </footer>
  );
}

function stateOf({ saved, savedAt, refusal }: Draft, t: ReturnType<typeof useWords>): string {
  switch (saved) {
    case 'dirty':
      return savedAt ? t('compose.saved', { time: savedAt }) : t('compose.unsaved');
    case 'saving':
      return t('compose.saving');
    case 'kept':
      return refusal === null ? t('compose.kept') : t('compose.refused', { reason: refusal });
    case 'clean':
      return savedAt ? t('compose.saved', { time: savedAt }) : '';
  }
}
