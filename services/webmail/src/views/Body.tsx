import { useMemo } from 'react';
import type { EmailBodyPart, Message } from '../jmap/types.ts';
import { client } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import styles from './Body.module.css';
import { HtmlFrame } from './HtmlFrame.tsx';
import { PlainBody } from './PlainBody.tsx';

/** What a message says: each of its parts alone (RFC 8621 4.1.4 htmlBody). */
export function Body({ message }: { message: Message }) {
  const t = useWords();
  const parts = message.htmlBody.length > 0 ? message.htmlBody : message.textBody;
  const pictureOf = useMemo(() => {
    const byCid = new Map(
      [...message.attachments, ...message.htmlBody].flatMap((part) =>
        part.cid && part.blobId ? [[part.cid, part]] : [],
      ) as [string, EmailBodyPart][],
    );
    return (cid: string): string | undefined => {
      const part = byCid.get(cid);
      return part?.blobId && /^image\/(?:png|gif|jpeg|webp|bmp)$/.test(part.type)
        ? client().downloadUrl(part.blobId, part.name ?? 'picture', part.type)
        : undefined;
    };
  }, [message]);
  return (
    <div className={styles.body}>
      {parts.map((part) => {
        const value = message.bodyValues[part.partId ?? ''];
        if (!value) return null;
        return (
          <div key={part.partId}>
            {part.type === 'text/html' ? (
              <HtmlFrame html={value.value} pictureOf={pictureOf} />
            ) : (
              <PlainBody text={value.value} />
            )}
            {value.isTruncated && <p className={styles.note}>{t('read.cut')}</p>}
          </div>
        );
      })}
    </div>
  );
}
