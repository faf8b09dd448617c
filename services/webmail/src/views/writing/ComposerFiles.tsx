import { RotateCw, X } from 'lucide-react';
import { formatSize } from '../../format/sizes.ts';
import { useMail } from '../../state/mail.ts';
import type { Attachment, Draft } from '../../state/writing/draft.ts';
import { canRetry, detach, retry, useUploads } from '../../state/writing/uploads.ts';
import { useWords } from '../../words/index.ts';
import { writingText } from '../../words/writing/index.ts';
import styles from './Composer.module.css';

/** The attachments of a draft, with the progress of uploads and what failed. */
export function ComposerFiles({ draft }: { draft: Draft }) {
  const t = useWords();
  const { key } = draft;
  // Pictures of the text are shown there, except those that failed to upload.
  const beside = draft.attachments.filter(({ cid, failed }) => cid === null || draft.html === null || failed);
  if (beside.length === 0) return null;
  return (
    <ul className={styles.files}>
      {beside.map((file) => (
        <li key={file.key} data-failed={file.failed}>
          <span className={styles.fileName} title={file.name}>
            {file.name}
          </span>
          <State file={file} />
          {file.failed && canRetry(file.key) && (
            <button
              type="button"
              className="quiet"
              aria-label={`${t('app.retry')}: ${file.name}`}
              title={t('app.retry')}
              onClick={() => retry(key, file.key)}
            >
              <RotateCw size={14} />
            </button>
          )}
          <button
            type="button"
            className="quiet"
            aria-label={t('compose.remove', { name: file.name })}
            onClick={() => detach(key, file.key)}
          >
            <X size={14} />
          </button>
        </li>
      ))}
    </ul>
  );
}

function State({ file: { key, name, size, blobId, failed } }: { file: Attachment }) {
  const t = useWords();
  const progress = useUploads((state) => state.progress[key] ?? 0);
  const isOffline = useMail((state) => state.isOffline);
  if (failed) return <small className={styles.failed}>{t('compose.notUploaded')}</small>;
  if (blobId !== null) return <small>{formatSize(size)}</small>;
  if (isOffline) return <small>{writingText('fileWaits')}</small>;
  const percent = Math.round(progress * 100);
  return (
    <>
      <small>{percent} %</small>
      <progress value={progress} max={1} aria-label={t('compose.uploading', { name, percent })} />
    </>
  );
}
