import { ChevronLeft, ChevronRight, Download } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { EmailBodyPart } from '../../jmap/types.ts';
import { part } from '../../shell/part.ts';
import { kindOf } from '../../state/files.ts';
import { client } from '../../state/mail.ts';
import { nameOfFile } from '../../state/name-of-file.ts';
import { useFileWords } from '../../words/files/index.ts';
import { useWords } from '../../words/index.ts';
import { Dialog } from '../Dialog.tsx';
import { later } from '../later.tsx';
import { InvitationCard } from './InvitationCard.tsx';
import { MailFile } from './MailFile.tsx';
import styles from './Preview.module.css';
import { TextFile } from './TextFile.tsx';

/** The part that reads PDFs is loaded when one is opened. */
const PdfFile = later(() => part('PdfFile', () => import('./pdf/PdfFile.tsx')));

interface Props {
  files: readonly EmailBodyPart[];
  at: number;
  onClose(): void;
}

/** The preview of a file; arrow keys go to the next and the previous one. */
export function Preview({ files, at: first, onClose }: Props) {
  const t = useWords();
  const own = useFileWords();
  const [at, setAt] = useState(first);
  const part = files[at];
  const last = files.length - 1;
  useEffect(() => {
    const onKey = ({ key }: KeyboardEvent): void => {
      const by = { ArrowLeft: -1, ArrowRight: 1 }[key];
      if (by !== undefined) setAt((before) => Math.min(Math.max(before + by, 0), last));
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [last]);
  if (!part) return null;
  const name = nameOfFile(part);
  const url = client().downloadUrl(part.blobId ?? '', name, part.type);
  const step = (by: number): void => setAt(Math.min(Math.max(at + by, 0), last));
  return (
    <Dialog title={name} isWide onClose={onClose}>
      <div className={styles.preview}>
        <div className={styles.tools}>
          <a className="quiet" href={url} download={name}>
            <Download size={16} aria-hidden="true" />
            {own('preview.download')}
          </a>
          {files.length > 1 && (
            <span className={styles.steps}>
              <button
                type="button"
                className="quiet"
                aria-label={t('action.previous')}
                // Disabled, it would lose the focus.
                aria-disabled={at === 0}
                onClick={() => step(-1)}
              >
                <ChevronLeft size={16} />
              </button>
              <span role="status">{own('preview.position', { at: at + 1, count: files.length })}</span>
              <button
                type="button"
                className="quiet"
                aria-label={t('action.next')}
                aria-disabled={at === last}
                onClick={() => step(1)}
              >
                <ChevronRight size={16} />
              </button>
            </span>
          )}
        </div>
        <Shown key={part.blobId} part={part} url={url} name={name} />
      </div>
    </Dialog>
  );
}

function Shown({ part, url, name }: { part: EmailBodyPart; url: string; name: string }) {
  const t = useWords();
  const own = useFileWords();
  switch (kindOf(part)) {
    case 'picture':
      return <PictureFile url={url} alt={t('read.picture', { name })} />;
    case 'pdf':
      return <PdfFile meanwhile={<p className={styles.muted}>{own('pdf.opening')}</p>} url={url} />;
    case 'mail':
      return <MailFile blobId={part.blobId ?? ''} />;
    case 'invitation':
      return <InvitationCard url={url} charset={part.charset} />;
    default:
      return <TextFile url={url} charset={part.charset} />;
  }
}

function PictureFile({ url, alt }: { url: string; alt: string }) {
  const own = useFileWords();
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <p className={styles.muted}>{own('preview.failed')}</p>;
  return <img className={styles.picture} src={url} alt={alt} onError={() => setBroken(true)} />;
}
