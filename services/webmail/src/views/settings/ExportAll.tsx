import { formatSize } from '../../format/sizes.ts';
import { cancelExport, gather, useExporting } from '../../state/exporting.ts';
import { canGather } from '../../state/gathered.ts';
import { useMail } from '../../state/mail.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { busyText } from './fault-of.ts';
import styles from './Settings.module.css';

/** All mail as one file, with how far it is. */
export function ExportAll() {
  const t = useSettingsWords();
  const used = useMail((state) => state.quota.used);
  const { state } = useExporting();
  if (!canGather()) {
    return (
      <a className={styles.choice} href="/account/export" download>
        {t('files.exportAll')}
      </a>
    );
  }
  const share = state?.kind === 'gathering' && used > 0 ? Math.min(state.octets / used, 0.99) : 0;
  return (
    <div>
      {state?.kind === 'gathering' ? (
        <>
          <progress value={share} max={1} aria-label={t('files.exportAll')} />{' '}
          <span className={styles.muted}>
            {t('files.exporting', { size: formatSize(state.octets), percent: Math.round(100 * share) })}
          </span>{' '}
          <button type="button" className="quiet" onClick={cancelExport}>
            {t('files.cancel')}
          </button>
        </>
      ) : (
        <button type="button" className={styles.choice} onClick={() => void gather()}>
          {t('files.exportAll')}
        </button>
      )}
      <p role="status" className={state?.kind === 'over' ? styles.muted : styles.fault}>
        {state?.kind === 'over' && t('files.exported', { size: formatSize(state.octets) })}
        {state?.kind === 'full' && t('files.exportFull')}
        {state?.kind === 'failed' && (busyText(state.error) ?? t('files.exportFailed'))}
      </p>
    </div>
  );
}
