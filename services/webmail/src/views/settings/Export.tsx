import { useEffect, useRef, useState } from 'react';
import { formatSize } from '../../format/sizes.ts';
import { cancelExport, gather, useExporting } from '../../state/exporting.ts';
import { canGather } from '../../state/gathered.ts';
import { useMail } from '../../state/mail.ts';
import { useWords } from '../../words/index.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { nameOfMailbox } from '../mailbox-name.ts';
import { busyText } from './fault-of.ts';
import styles from './Settings.module.css';

/** Exports a folder, or all mail, as one file and shows the progress. */
export function Export({ mailboxId }: { mailboxId: string }) {
  const t = useSettingsWords();
  const words = useWords();
  const used = useMail((state) => state.quota.used);
  const mailbox = useMail(({ mailboxes }) => mailboxes.find(({ id }) => id === mailboxId));
  const { state } = useExporting();
  const [gathers, setGathers] = useState(true);
  useEffect(() => void canGather().then(setGathers), []);
  const isGathering = state?.kind === 'gathering';
  const first = useRef<HTMLButtonElement>(null);
  const cancel = useRef<HTMLButtonElement>(null);
  const had = useRef(isGathering);
  useEffect(() => {
    // The focused button disappeared, so its successor gets the focus.
    if (had.current !== isGathering && document.activeElement === document.body)
      (isGathering ? cancel : first).current?.focus();
    had.current = isGathering;
  }, [isGathering]);
  if (!gathers) {
    return (
      <>
        <a className={styles.choice} href={`/account/mailboxes/${mailboxId}/export`} download>
          {t('files.export')}
        </a>
        <a className={styles.choice} href="/account/export" download>
          {t('files.exportAll')}
        </a>
      </>
    );
  }
  const octets = isGathering ? state.octets : 0;
  // The size of a single folder is not known, so there is no share.
  const share = isGathering && state.isAll && used > 0 ? Math.min(octets / used, 0.99) : undefined;
  const size = formatSize(octets);
  return (
    <div>
      {isGathering ? (
        <>
          {share !== undefined && <progress value={share} max={1} aria-label={t('files.exportAll')} />}{' '}
          <span className={styles.muted}>
            {share === undefined
              ? t('files.exportingFolder', { size })
              : t('files.exporting', { size, percent: Math.round(100 * share) })}
          </span>{' '}
          <button ref={cancel} type="button" className="quiet" onClick={cancelExport}>
            {t('files.cancel')}
          </button>
        </>
      ) : (
        <div className={styles.buttons}>
          <button
            ref={first}
            type="button"
            className={styles.choice}
            disabled={!mailbox}
            onClick={() => mailbox && void gather({ id: mailbox.id, name: nameOfMailbox(mailbox, words) })}
          >
            {t('files.export')}
          </button>
          <button type="button" className={styles.choice} onClick={() => void gather(null)}>
            {t('files.exportAll')}
          </button>
        </div>
      )}
      <p role="status" className={state?.kind === 'failed' || state?.kind === 'full' ? styles.fault : styles.muted}>
        {state?.kind === 'over' && t('files.exported', { size: formatSize(state.octets) })}
        {state?.kind === 'cancelled' && t('files.exportCancelled')}
        {state?.kind === 'full' && t('files.exportFull')}
        {state?.kind === 'failed' && (busyText(state.error) ?? t('files.exportFailed'))}
      </p>
    </div>
  );
}
