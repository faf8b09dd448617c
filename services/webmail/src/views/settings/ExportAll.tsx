import { useEffect, useRef, useState } from 'react';
import { formatSize } from '../../format/sizes.ts';
import { canGather, exportAll } from '../../state/export-all.ts';
import { client, useMail } from '../../state/mail.ts';
import { type AnyWord, useSettingsWords } from '../../words/settings/index.ts';
import styles from './Settings.module.css';

/** Octets between two figures that are shown. */
const STEP = 256 * 1024;

/** All mail as one file, with how far it is. */
export function ExportAll() {
  const t = useSettingsWords();
  const used = useMail((state) => state.quota.used);
  const [octets, setOctets] = useState<number | null>(null);
  const [outcome, setOutcome] = useState<string | null>(null);
  const [fault, setFault] = useState<AnyWord | null>(null);
  const end = useRef<AbortController>(null);
  useEffect(() => () => end.current?.abort(), []);

  async function begin(): Promise<void> {
    end.current = new AbortController();
    let shown = 0;
    setFault(null);
    setOutcome(null);
    setOctets(0);
    const progress = (now: number): void => {
      if (now - shown < STEP) return;
      shown = now;
      setOctets(now);
    };
    try {
      const size = await exportAll(`${client().session.username}.mbox`, progress, end.current.signal);
      setOutcome(t('files.exported', { size: formatSize(size) }));
    } catch (error) {
      const { name } = error as Error;
      if (name !== 'AbortError') setFault(name === 'QuotaExceededError' ? 'files.exportFull' : 'files.exportFailed');
    }
    setOctets(null);
  }

  if (!canGather()) {
    return (
      <a className={styles.choice} href="/account/export" download>
        {t('files.exportAll')}
      </a>
    );
  }
  const share = used > 0 ? Math.min((octets ?? 0) / used, 0.99) : 0;
  return (
    <div>
      {octets === null ? (
        <button type="button" className={styles.choice} onClick={() => void begin()}>
          {t('files.exportAll')}
        </button>
      ) : (
        <>
          <progress value={share} max={1} aria-label={t('files.exportAll')} />{' '}
          <span className={styles.muted}>
            {t('files.exporting', { size: formatSize(octets), percent: Math.round(100 * share) })}
          </span>{' '}
          <button type="button" className="quiet" onClick={() => end.current?.abort()}>
            {t('files.cancel')}
          </button>
        </>
      )}
      <p role="status" className={fault ? styles.fault : styles.muted}>
        {fault ? t(fault) : outcome}
      </p>
    </div>
  );
}
