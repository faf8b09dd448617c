import type { PDFDocumentProxy } from 'pdfjs-dist';
import { useEffect, useRef, useState } from 'react';
import { useFileWords } from '../../../words/files/index.ts';
import { clearPage, drawPage, type PageSize, sizeOf } from './draw-page.ts';
import styles from './pdf.module.css';

interface Props {
  document: PDFDocumentProxy;
  number: number;
  /** The size to show until the page is drawn. */
  size: PageSize;
}

/** A page is drawn when it comes this near to the view, and cleared when it is farther away. */
const NEAR = '800px';

export function PdfPage({ document, number, size: first }: Props) {
  const own = useFileWords();
  const box = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const text = useRef<HTMLDivElement>(null);
  const [size, setSize] = useState(first);
  const [hasFailed, setFailed] = useState(false);
  useEffect(() => {
    const [element, picture, words] = [box.current, canvas.current, text.current];
    if (!element || !picture || !words) return undefined;
    let end: AbortController | undefined;
    const far = (): void => {
      end?.abort();
      end = undefined;
      clearPage(picture, words);
    };
    const near = (): void => {
      if (end) return;
      end = new AbortController();
      const { signal } = end;
      setFailed(false);
      drawPage(document, number, { canvas: picture, text: words, width: element.clientWidth }, signal).then(
        (drawn) => setSize(sizeOf(drawn)),
        () => {
          if (!signal.aborted) setFailed(true);
        },
      );
    };
    const observer = new IntersectionObserver((entries) => (entries.at(-1)?.isIntersecting ? near() : far()), {
      root: element.closest('dialog'),
      rootMargin: NEAR,
    });
    observer.observe(element);
    return () => {
      observer.disconnect();
      far();
    };
  }, [document, number]);
  return (
    <section
      ref={box}
      className={styles.page}
      aria-label={own('pdf.page', { number })}
      style={{ aspectRatio: `${size.width} / ${size.height}` }}
    >
      <canvas ref={canvas} />
      <div ref={text} className={styles.text} />
      {hasFailed && <p className={styles.failed}>{own('pdf.pageFailed')}</p>}
    </section>
  );
}
