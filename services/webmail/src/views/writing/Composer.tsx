import { type DragEvent, useEffect, useState } from 'react';
import { comingTimes } from '../../format/coming-times.ts';
import { part } from '../../shell/part.ts';
import { showError } from '../../state/show-error.ts';
import type { Draft } from '../../state/writing/draft.ts';
import { close, edit } from '../../state/writing/saving.ts';
import { attach } from '../../state/writing/uploads.ts';
import { keyOfWindow } from '../../state/writing/window-of.ts';
import { useWords } from '../../words/index.ts';
import { isComposing } from '../is-composing.ts';
import { later } from '../later.tsx';
import styles from './Composer.module.css';
import { ComposerFiles } from './ComposerFiles.tsx';
import { ComposerFoot } from './ComposerFoot.tsx';
import { ComposerHead } from './ComposerHead.tsx';
import { ComposerNotice } from './ComposerNotice.tsx';
import { ComposerRecipients } from './ComposerRecipients.tsx';
import { ComposerText } from './ComposerText.tsx';
import { FromField } from './FromField.tsx';
import { filesOf } from './files-of.ts';
import { SmallComposer } from './SmallComposer.tsx';
import { toWrongAddress } from './to-wrong-address.ts';
import { useFirstFocus } from './use-first-focus.ts';
import { useFocusBack } from './use-focus-back.ts';
import { useSending } from './use-sending.ts';

const TimeDialog = later(() => part('TimeDialog', () => import('../dialogs/TimeDialog.tsx')));

/** A window in which a mail is written; files may be dropped on all of it. */
export function Composer({ draft }: { draft: Draft }) {
  const t = useWords();
  const { key, subject, isSmall, refused } = draft;
  const [isOver, setOver] = useState(false);
  const [isWide, setWide] = useState(false);
  const [hasLooks, setLooks] = useState(false);
  const [isTimed, setTimed] = useState(false);
  const [asksPlain, setAsksPlain] = useState(false);
  const sending = useSending(draft);
  const { tries, trySend } = sending;
  useFocusBack(draft.emailId);
  const form = useFirstFocus(isSmall, draft.revision === 0);
  useEffect(() => {
    const { current } = form;
    if (isSmall || !current?.contains(document.activeElement)) return;
    if (tries > 0 || refused.length > 0) toWrongAddress(current);
  }, [form, isSmall, tries, refused]);

  const title = subject.trim() || t('compose.title');
  if (isSmall) return <SmallComposer draft={draft} title={title} />;
  const drop = (event: DragEvent): void => {
    event.preventDefault();
    void filesOf(event.dataTransfer)
      .then((files) => attach(key, files))
      .catch(showError);
  };
  const writing = (
    <form
      ref={form}
      tabIndex={-1}
      className={styles.window}
      role="dialog"
      aria-label={title}
      data-over={isOver}
      data-wide={isWide}
      onSubmit={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (isComposing(event.nativeEvent)) return;
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) trySend(null);
        if (event.key === 'Escape') void close(key);
      }}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDropCapture={() => setOver(false)}
      onDrop={drop}
      onPaste={(event) => {
        if (event.clipboardData.files.length > 0) attach(key, event.clipboardData.files);
      }}
    >
      <ComposerHead draft={draft} title={title} isWide={isWide} isAlone={keyOfWindow !== null} onWide={setWide} />
      <FromField draft={draft} />
      <ComposerRecipients draft={draft} />
      <label className={styles.field}>
        <span>{t('compose.subject')}</span>
        <input value={subject} maxLength={900} onChange={(event) => edit(key, { subject: event.target.value })} />
      </label>
      <ComposerText draft={draft} onLooks={setLooks} />
      <ComposerFiles draft={draft} />
      <ComposerNotice
        draft={draft}
        sending={sending}
        asksPlain={asksPlain}
        onPlainAnswered={() => setAsksPlain(false)}
      />
      <ComposerFoot
        draft={draft}
        hasLooks={hasLooks}
        onPlainAsked={() => setAsksPlain(true)}
        onTimeAsked={() => setTimed(true)}
        onSend={trySend}
      />
    </form>
  );
  return (
    <>
      {writing}
      {isTimed && (
        <TimeDialog
          title={t('compose.later')}
          begin={comingTimes().tomorrow}
          onChosen={trySend}
          onClose={() => setTimed(false)}
        />
      )}
    </>
  );
}
