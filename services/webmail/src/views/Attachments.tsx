import { File, FileText, Image, Mail } from 'lucide-react';
import { formatSize } from '../format/sizes.ts';
import type { EmailBodyPart, Message } from '../jmap/types.ts';
import { filesOf, picturesInPlace } from '../state/files.ts';
import { client } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import styles from './Attachments.module.css';

/** Characters of a name that are always seen: what it ends with says what it is. */
const ENDING = 8;

/** Files of a message as cards. They are downloads: nothing of a mail opens in this page's place. */
export function Attachments({ message, shownCids }: { message: Message; shownCids: ReadonlySet<string> }) {
  const t = useWords();
  const inPlace = new Set(picturesInPlace(message));
  const files = filesOf(message).filter((part) => !inPlace.has(part) && !(part.cid && shownCids.has(part.cid)));
  if (files.length === 0) return null;
  return (
    <ul className={styles.files} aria-label={t('read.attachments', { count: files.length })}>
      {files.map((part) => {
        const name = part.name?.trim() || part.type;
        const Icon = iconOf(part);
        return (
          <li key={part.partId ?? part.blobId}>
            <a
              href={client().downloadUrl(part.blobId ?? '', name, part.type)}
              download={name}
              aria-label={t('read.download', { name })}
              title={name}
            >
              <Icon size={18} aria-hidden="true" />
              <span className={styles.name}>
                <span className={styles.begin}>{name.slice(0, -ENDING)}</span>
                <span>{name.slice(-ENDING)}</span>
              </span>
              <span className={styles.size}>{formatSize(part.size)}</span>
            </a>
          </li>
        );
      })}
    </ul>
  );
}

function iconOf({ type }: EmailBodyPart): typeof File {
  if (type.startsWith('image/')) return Image;
  if (type.startsWith('text/') || type === 'application/pdf') return FileText;
  return type === 'message/rfc822' ? Mail : File;
}
