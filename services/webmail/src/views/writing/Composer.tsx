import { Clock, Ellipsis, Paperclip, Square, Trash2 } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { comingTimes } from '../../format/coming-times.ts';
import { part } from '../../shell/part.ts';
import { useMail } from '../../state/mail.ts';
import { showError } from '../../state/show-error.ts';
import { discard } from '../../state/writing/discard.ts';
import { type Draft, fault, hasForgotten, isRefused, isUploading, recipientsOf } from '../../state/writing/draft.ts';
import { change, find } from '../../state/writing/drafts.ts';
import { makePlain, makeRich } from '../../state/writing/format.ts';
import { close, edit } from '../../state/writing/saving.ts';
import { send } from '../../state/writing/sending.ts';
import { takeOut } from '../../state/writing/take-out.ts';
import { abandon, attach } from '../../state/writing/uploads.ts';
import { keyOfWindow } from '../../state/writing/window-of.ts';
import { useWords } from '../../words/index.ts';
import { writingText } from '../../words/writing/index.ts';
import { isComposing } from '../is-composing.ts';
import { later } from '../later.tsx';
import { Menu } from '../Menu.tsx';
import { AddressField } from './AddressField.tsx';
import styles from './Composer.module.css';
import { ComposerFiles } from './ComposerFiles.tsx';
import { ComposerHead } from './ComposerHead.tsx';
import { ComposerText } from './ComposerText.tsx';
import { FromField } from './FromField.tsx';
import { filesOf } from './files-of.ts';
import { toWrongAddress } from './to-wrong-address.ts';
import { useFirstFocus } from './use-first-focus.ts';
import { useFocusBack } from './use-focus-back.ts';

const TimeDialog = later(() => part('TimeDialog', () => import('../dialogs/TimeDialog.tsx')));

export function Composer({ draft }: { draft: Draft }) {
  const t = useWords();
  const { key, subject, isSmall } = draft;
  const [hasCopies, setCopies] = useState(draft.cc !== '' || draft.bcc !== '');
  /** How often the person tried to send it with a fault; from then on the fault is shown until it is mended. */
  const [tries, setTries] = useState(0);
  const [asksForFile, setAsks] = useState<Date | 'now' | null>(null);
  const [isOver, setOver] = useState(false);
  const [isTimed, setTimed] = useState(false);
  const [isWide, setWide] = useState(false);
  const files = useRef<HTMLInputElement>(null);
  const [hasLooks, setLooks] = useState(false);
  const [asksPlain, setAsksPlain] = useState(false);
  const isOffline = useMail((state) => state.isOffline);
  useFocusBack(draft.emailId);
  const form = useFirstFocus(isSmall, draft.revision === 0);

  const problem = tries > 0 ? problemOf(draft, isOffline, t) : null;
  const refused = recipientsOf(draft).good.filter((each) => isRefused(each, draft));
  useEffect(() => {
    const { current } = form;
    if (isSmall || !current?.contains(document.activeElement)) return;
    if (tries > 0 || draft.refused.length > 0) toWrongAddress(current);
  }, [form, isSmall, tries, draft.refused]);

  function trySend(at: Date | null, anyway = false): void {
    // A key may have changed the draft after the last rendering.
    const now = find(key);
    if (!now || now.isSending) return;
    const isWrong = problemOf(now, useMail.getState().isOffline, t) !== null;
    setTries(isWrong ? tries + 1 : 0);
    setAsks(null);
    if (isWrong) return;
    if (!anyway && hasForgotten(now)) setAsks(at ?? 'now');
    else void send(key, at);
  }

  const title = subject.trim() || t('compose.title');
  if (isSmall) {
    // With a connection its uploads run, and it is sent after them.
    const isGoing = draft.isSending || (draft.toGo !== null && isUploading(draft) && !isOffline);
    return (
      <button
        type="button"
        className={styles.small}
        data-small
        disabled={draft.isSending}
        onClick={() => (draft.toGo ? takeOut(key) : change(key, { isSmall: false }))}
      >
        {draft.toGo && !isGoing ? (
          <span>
            <small>{writingText('outbox.waiting')}</small> {title}
          </span>
        ) : (
          <span>{isGoing ? t('compose.beingSent') : title}</span>
        )}
        {draft.toGo ? <Clock size={16} aria-hidden="true" /> : <Square size={14} aria-hidden="true" />}
      </button>
    );
  }
  const options = [
    {
      label: t('compose.plain'),
      isChecked: draft.html === null,
      run: () => {
        if (draft.html === null) makeRich(key);
        else if (hasLooks) setAsksPlain(true);
        else makePlain(key, true);
      },
    },
  ];
  options.push({
    label: t('receipt.want'),
    isChecked: draft.asksReceipt,
    run: () => edit(key, { asksReceipt: !draft.asksReceipt }),
  });
  const { evening, tomorrow, monday } = comingTimes();
  const times = [
    ...(evening ? [{ label: t('later.evening'), run: () => trySend(evening) }] : []),
    { label: t('later.tomorrow'), run: () => trySend(tomorrow) },
    ...(monday ? [{ label: t('later.monday'), run: () => trySend(monday) }] : []),
    { label: t('time.choose'), isApart: true, run: () => setTimed(true) },
  ];
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
      onDrop={(event) => {
        event.preventDefault();
        void filesOf(event.dataTransfer)
          .then((files) => attach(key, files))
          .catch(showError);
      }}
      onPaste={(event) => {
        if (event.clipboardData.files.length > 0) attach(key, event.clipboardData.files);
      }}
    >
      <ComposerHead draft={draft} title={title} isWide={isWide} isAlone={keyOfWindow !== null} onWide={setWide} />
      <FromField draft={draft} />
      <AddressField
        label={t('compose.to')}
        value={draft.to}
        refused={draft.refused}
        autoFocus={draft.to === ''}
        onChange={(to) => edit(key, { to })}
      >
        {!hasCopies && (
          <button type="button" className="quiet" onClick={() => setCopies(true)}>
            {t('compose.cc')} / {t('compose.bcc')}
          </button>
        )}
      </AddressField>
      {hasCopies && (
        <>
          <AddressField
            label={t('compose.cc')}
            value={draft.cc}
            refused={draft.refused}
            onChange={(cc) => edit(key, { cc })}
          />
          <AddressField
            label={t('compose.bcc')}
            value={draft.bcc}
            refused={draft.refused}
            onChange={(bcc) => edit(key, { bcc })}
          />
        </>
      )}
      <label className={styles.field}>
        <span>{t('compose.subject')}</span>
        <input value={subject} maxLength={900} onChange={(event) => edit(key, { subject: event.target.value })} />
      </label>
      <ComposerText draft={draft} onLooks={setLooks} />
      <ComposerFiles draft={draft} />
      <p className={styles.problem} role="alert">
        {problem}
        {!problem &&
          refused.length > 0 &&
          writingText('refused.recipients', { whom: refused.map(({ email }) => email).join(', ') })}
        {asksPlain && (
          <>
            {t('compose.plainLoses')}
            <span className={styles.choices}>
              <button
                type="button"
                className="quiet"
                onClick={() => {
                  setAsksPlain(false);
                  makePlain(key, true);
                }}
              >
                {t('compose.plainAnyway')}
              </button>
              <button type="button" className="quiet" onClick={() => setAsksPlain(false)}>
                {t('compose.stayRich')}
              </button>
            </span>
          </>
        )}
        {asksForFile && (
          <>
            {t('compose.forgotten')}
            <span className={styles.choices}>
              <button
                type="button"
                className="quiet"
                onClick={() => {
                  trySend(asksForFile === 'now' ? null : asksForFile, true);
                }}
              >
                {t('compose.sendAnyway')}
              </button>
            </span>
          </>
        )}
      </p>
      <footer className={styles.foot}>
        <span className={styles.sending}>
          <button type="button" className="main" onClick={() => trySend(null)}>
            {t('compose.send')}
          </button>
          <Menu label={t('compose.later')} icon={<Clock size={16} aria-hidden="true" />} items={times} />
        </span>
        <button
          type="button"
          className="quiet"
          aria-label={t('compose.attach')}
          title={t('compose.attach')}
          onClick={() => files.current?.click()}
        >
          <Paperclip size={16} />
        </button>
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
        <button
          type="button"
          className="quiet"
          aria-label={t('compose.discard')}
          title={t('compose.discard')}
          onClick={() => {
            abandon(key);
            void discard(key);
          }}
        >
          <Trash2 size={16} />
        </button>
      </footer>
    </form>
  );
  return (
    <>
      {writing}
      {isTimed && (
        <TimeDialog title={t('compose.later')} begin={tomorrow} onChosen={trySend} onClose={() => setTimed(false)} />
      )}
    </>
  );
}

/** Returns why it cannot be sent as it is. @param mayWait whether its uploads may finish later */
function problemOf(draft: Draft, mayWait: boolean, t: ReturnType<typeof useWords>): string | null {
  const { identities } = useMail.getState();
  if (identities.every(({ id }) => id !== draft.identityId)) return writingText('gone.why');
  const wrong = fault(draft, mayWait);
  return wrong && t(wrong.word, wrong.values);
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
