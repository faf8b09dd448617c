import { Download, File, FileArchive, FileText, Image, Mail } from 'lucide-react';
import { useState } from 'react';
import { formatSize } from '../../format/sizes.ts';
import type { EmailBodyPart, Message } from '../../jmap/types.ts';
import { part } from '../../shell/part.ts';
import { isForMachines, isReport } from '../../state/delivery/report.ts';
import { openDialog } from '../../state/dialogs.ts';
import { filesOf, isCalendar, isOutlooks, kindOf, picturesInPlace } from '../../state/files.ts';
import { client } from '../../state/mail.ts';
import { nameOfFile } from '../../state/name-of-file.ts';
import { showError } from '../../state/show-error.ts';
import { useWords } from '../../words/index.ts';
import styles from './Attachments.module.css';

/** The most octets that are packed into one archive, which is in memory until it is saved. */
const MAX_PACKED = 300 * 1024 * 1024;
/** How many cards are shown at once; a button shows more. */
const MANY = 48;
/** Characters at the end of a name that are always shown, because the ending tells the type. */
const ENDING = 8;

/** The files of a message as cards: a preview where possible, a download of each and of all. */
export function Attachments({ message, shownCids }: { message: Message; shownCids: ReadonlySet<string> }) {
  const t = useWords();
  const [hasAll, setAll] = useState(false);
  const inPlace = new Set(picturesInPlace(message));
  const isMachines = isReport(message) ? isForMachines : () => false;
  // A calendar without a name is no attachment: it is shown as the invitation above the text.
  const isNoFile = (part: EmailBodyPart): boolean => isMachines(part) || (isCalendar(part) && part.name === null);
  const files = filesOf(message).filter(
    (part) => !inPlace.has(part) && !(part.cid && shownCids.has(part.cid)) && !isNoFile(part),
  );
  if (files.length === 0) return null;
  const zip = (): Promise<void> =>
    part('zip', () => import('../../state/zip.ts')).then((it) => it.zip(files, message.subject ?? ''));
  const seen = files.filter((part) => kindOf(part) !== null);
  return (
    <>
      <ul className={styles.files} aria-label={t('read.attachments', { count: files.length })}>
        {(hasAll ? files : files.slice(0, MANY)).map((part) => {
          const name = nameOfFile(part);
          const url = client().downloadUrl(part.blobId ?? '', name, part.type);
          const size = formatSize(part.size);
          const card = <Card part={part} name={name} size={size} />;
          if (kindOf(part) === null) {
            return (
              <li key={part.partId ?? part.blobId}>
                <a
                  className={styles.card}
                  href={url}
                  download={name}
                  aria-label={`${t('read.download', { name })} ${size}`}
                  title={name}
                >
                  {card}
                  <Download className={styles.mark} size={16} aria-hidden="true" />
                </a>
              </li>
            );
          }
          return (
            <li key={part.partId ?? part.blobId}>
              <button
                type="button"
                className={styles.card}
                aria-label={`${t('preview.open', { name })} ${size}`}
                title={name}
                onClick={() => openDialog({ kind: 'preview', files: seen, at: seen.indexOf(part) })}
              >
                {card}
              </button>
              <a
                className={styles.download}
                href={url}
                download={name}
                aria-label={t('read.download', { name })}
                title={t('read.download', { name })}
              >
                <Download size={16} aria-hidden="true" />
              </a>
            </li>
          );
        })}
      </ul>
      {!hasAll && files.length > MANY && (
        <button type="button" className={`quiet ${styles.all}`} onClick={() => setAll(true)}>
          {t('read.allFiles', { count: files.length })}
        </button>
      )}
      {files.some(isOutlooks) && <p className={styles.note}>{t('read.outlook')}</p>}
      {files.length > 1 && files.reduce((sum, { size }) => sum + size, 0) <= MAX_PACKED && (
        <button type="button" className={`quiet ${styles.all}`} onClick={() => void zip().catch(showError)}>
          <FileArchive size={16} aria-hidden="true" />
          {t('files.zip')}
        </button>
      )}
    </>
  );
}

function Card({ part, name, size }: { part: EmailBodyPart; name: string; size: string }) {
  const Icon = iconOf(part);
  return (
    <>
      <Icon size={18} aria-hidden="true" />
      <span className={styles.name}>
        <span className={styles.begin}>{name.slice(0, -ENDING)}</span>
        <span>{name.slice(-ENDING)}</span>
      </span>{' '}
      <span className={styles.size}>{size}</span>
    </>
  );
}

function iconOf({ type }: EmailBodyPart): typeof File {
  if (type.startsWith('image/')) return Image;
  if (type.startsWith('text/') || type === 'application/pdf') return FileText;
  return type === 'message/rfc822' ? Mail : File;
}
