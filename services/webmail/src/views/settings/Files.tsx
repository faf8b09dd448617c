import { useState } from 'react';
import type { Imported } from '../../jmap/import-file.ts';
import { bring, cancelImport, useImporting } from '../../state/importing.ts';
import { mailboxOf } from '../../state/mail.ts';
import { joined } from '../../words/index.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { MailboxOptions } from '../MailboxOptions.tsx';
import { Export } from './Export.tsx';
import { busyText } from './fault-of.ts';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';

/** Imports mail from files of other programs, and exports it to such files (RFC 4155). */
export function Files() {
  const t = useSettingsWords();
  const [mailboxId, setMailboxId] = useState(mailboxOf('inbox')?.id ?? '');
  const { state } = useImporting();
  return (
    <Section title={t('files.title')}>
      <p className={styles.muted}>{t('files.what')}</p>
      <div className={styles.form}>
        <label>
          {t('settings.folder')}
          <select value={mailboxId} onChange={({ target }) => setMailboxId(target.value)}>
            <MailboxOptions />
          </select>
        </label>
        <Export mailboxId={mailboxId} />
        <p className={styles.muted}>{t('files.import')}</p>
        <label className={styles.choice}>
          {t('chooseFile')}
          <input
            className="unseen"
            type="file"
            aria-label={t('files.import')}
            accept=".mbox,.mbx,.eml,application/mbox,message/rfc822"
            disabled={state?.kind === 'sending'}
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              target.value = '';
              if (file) void bring(mailboxId, file);
            }}
          />
        </label>
      </div>
      <p role="status" className={state?.kind === 'failed' ? styles.fault : styles.muted}>
        {state?.kind === 'sending' && t('files.sending', { percent: state.percent })}
        {state?.kind === 'failed' && (busyText(state.error) ?? t('files.failed'))}
        {state?.kind === 'cancelled' && t('files.cancelled')}
        {state?.kind === 'over' && <ImportResult {...state.result} />}
      </p>
      {state?.kind === 'sending' && (
        <button type="button" className="quiet" onClick={cancelImport}>
          {t('files.cancelImport')}
        </button>
      )}
    </Section>
  );
}

function ImportResult({ imported, tooLarge, notMail, error }: Imported) {
  const t = useSettingsWords();
  const isFull = error?.type === 'over-quota';
  if (imported === 0 && isFull) return t('files.noRoom');
  if (imported === 0 && notMail > 0) return t('files.notMail');
  return joined(
    t('files.imported', { count: imported }),
    tooLarge > 0 && t('files.tooLarge', { count: tooLarge }),
    error !== undefined && t(isFull ? 'files.full' : 'files.stopped'),
  );
}
