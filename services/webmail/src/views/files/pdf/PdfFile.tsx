import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useState } from 'react';
import { type FileWord, useFileWords } from '../../../words/files/index.ts';
import { type PageSize, sizeOf } from './draw-page.ts';
import { openPdf } from './open-pdf.ts';
import { PdfPage } from './PdfPage.tsx';
import styles from './pdf.module.css';

/** The most pages that are shown; the rest is in the download. */
const MAX_PAGES = 500;

interface Opened {
  readonly document: PDFDocumentProxy;
  readonly size: PageSize;
}

/** A PDF, one page below the other. */
export default function PdfFile({ url }: { url: string }) {
  const own = useFileWords();
  const [opened, setOpened] = useState<Opened | null>(null);
  const [fault, setFault] = useState<FileWord | null>(null);
  useEffect(() => {
    const end = new AbortController();
    let close: (() => void) | undefined;
    async function open(): Promise<void> {
      const pdf = await openPdf(url, end.signal);
      close = pdf.close;
      const first = await pdf.document.getPage(1);
      if (!end.signal.aborted) setOpened({ document: pdf.document, size: sizeOf(first.getViewport({ scale: 1 })) });
    }
    open().catch((error: unknown) => {
      if (end.signal.aborted) return;
      setFault((error as Error).name === 'PasswordException' ? 'pdf.locked' : 'preview.failed');
    });
    return () => {
      end.abort();
      close?.();
    };
  }, [url]);
  if (fault) return <p className={styles.note}>{own(fault)}</p>;
  if (!opened) return <p className={styles.note}>{own('pdf.opening')}</p>;
  const { document, size } = opened;
  const pages = Math.min(document.numPages, MAX_PAGES);
  return (
    <div className={styles.pages}>
      {Array.from({ length: pages }, (_, before) => before + 1).map((number) => (
        <PdfPage key={number} document={document} number={number} size={size} />
      ))}
      {document.numPages > pages && <p className={styles.note}>{own('pdf.cut', { count: pages })}</p>}
    </div>
  );
}
