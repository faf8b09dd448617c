import { useEffect, useMemo, useRef, useState } from 'react';
import type { EmailBodyPart, Message } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { useShowsPicturesOf } from '../state/account-preferences.ts';
import { filesOf, isPicture, picturesInPlace, shownParts } from '../state/files.ts';
import { client, liesIn } from '../state/mail.ts';
import { nameOfFile } from '../state/name-of-file.ts';
import { showError } from '../state/show-error.ts';
import { useWords } from '../words/index.ts';
import styles from './Body.module.css';
import { later } from './later.tsx';
import { PlainBody } from './PlainBody.tsx';

/** The part that sanitizes HTML; it is loaded after the list and before a message is opened. */
const HtmlFrame = later(() => part('HtmlFrame', () => import('./HtmlFrame.tsx')));

interface Props {
  message: Message;
  /** Content-IDs of the pictures that HTML shows. */
  shownCids: ReadonlySet<string>;
  /** Called with the Content-IDs (RFC 2392) of the parts that HTML has shown. */
  onShown(cids: ReadonlySet<string>): void;
}

function urlOf(part: EmailBodyPart): string {
  return client().downloadUrl(part.blobId ?? '', nameOfFile(part), part.type);
}

/** The text of a message, part by part (RFC 8621 4.1.4 htmlBody). */
export function Body({ message, shownCids, onShown }: Props) {
  const t = useWords();
  const { id } = message;
  const shown = useRef(new Set<string>());
  const sender = message.from?.[0]?.email ?? '';
  const [once, setOnce] = useState(false);
  const always = useShowsPicturesOf(sender);
  // Taking "always" back hides the pictures again.
  useEffect(() => {
    if (!always) setOnce(false);
  }, [always]);
  const isJunk = liesIn(message, 'junk');
  const showsOutside = once || (always && !isJunk);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts of an email never change
  const { parts, pictures, pictureOf } = useMemo(() => {
    const byCid = new Map(filesOf(message).map((part) => [part.cid, part]));
    return {
      parts: shownParts(message),
      pictures: new Set(picturesInPlace(message)),
      pictureOf: (name: string): string | undefined => {
        if (/^https?:/i.test(name)) return showsOutside ? `/picture?url=${encodeURIComponent(name)}` : undefined;
        const part = byCid.get(name);
        if (!part || !isPicture(part)) return undefined;
        shown.current.add(name);
        return urlOf(part);
      },
    };
  }, [id, showsOutside]);
  const show = (wantsAlways: boolean): void => {
    setOnce(true);
    if (!wantsAlways) return;
    part('change-preferences', () => import('../state/change-preferences.ts'))
      .then((it) => it.showPicturesOf(sender, true))
      .catch(showError);
  };
  const isEmpty =
    !message.keywords.$draft && filesOf(message).length === 0 && parts.every((part) => !textOf(part, message));
  if (isEmpty) return <p className={styles.nothing}>{t('read.noText')}</p>;
  return (
    <div className={styles.body}>
      {parts.map((part) => {
        if (pictures.has(part))
          return part.cid && shownCids.has(part.cid) ? null : <Picture key={part.partId ?? part.blobId} part={part} />;
        const value = message.bodyValues[part.partId ?? ''];
        if (!value) return null;
        return (
          <div key={part.partId}>
            {part.type === 'text/html' ? (
              <HtmlFrame
                meanwhile={<div className={styles.frame} data-fills />}
                html={value.value}
                pictureOf={pictureOf}
                showsOutside={showsOutside}
                onShowOutside={show}
                onFilled={() => onShown(new Set(shown.current))}
              />
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

function textOf({ partId }: EmailBodyPart, { bodyValues }: Message): string | undefined {
  return bodyValues[partId ?? '']?.value.trim();
}

/** A picture between text parts; like every file it is a download link. */
function Picture({ part }: { part: EmailBodyPart }) {
  const t = useWords();
  const name = nameOfFile(part);
  const url = urlOf(part);
  const [isBroken, setBroken] = useState(false);
  return (
    <a className={styles.picture} href={url} download={name} title={name} aria-label={t('read.download', { name })}>
      {isBroken ? (
        <bdi>{name}</bdi>
      ) : (
        <img src={url} alt={t('read.picture', { name })} loading="lazy" onError={() => setBroken(true)} />
      )}
    </a>
  );
}
