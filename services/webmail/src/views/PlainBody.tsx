import { type ReactNode, useState } from 'react';
import { useWords } from '../words/index.ts';
import styles from './Body.module.css';

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"']{2,1000}[^\s<>"'.,;:!?)\]}，。；！？）]/giu;

/** Changes between quoted and own lines that are shown as such; no person writes more. */
const MAX_BLOCKS = 2_000;

/** Plain text: links can be followed, and what is quoted is folded where it is long. */
export function PlainBody({ text }: { text: string }) {
  return (
    <div className={styles.plain}>
      {blocks(text).map(({ isQuote, lines }, at) =>
        isQuote ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: they never change their order
          <Quote key={at} text={lines.join('\n')} isLong={lines.length > 4} />
        ) : (
          // biome-ignore lint/suspicious/noArrayIndexKey: they never change their order
          <span key={at}>{linked(lines.join('\n'))}</span>
        ),
      )}
    </div>
  );
}

function Quote({ text, isLong }: { text: string; isLong: boolean }) {
  const t = useWords();
  const [isOpen, setOpen] = useState(!isLong);
  const label = t(isOpen ? 'read.hideQuoted' : 'read.quoted');
  return (
    <>
      {isLong && (
        <button
          type="button"
          className={styles.dots}
          aria-expanded={isOpen}
          aria-label={label}
          title={label}
          onClick={() => setOpen(!isOpen)}
        >
          •••
        </button>
      )}
      {isOpen && <blockquote className={styles.quote}>{linked(text)}</blockquote>}
    </>
  );
}

/** Lines that begin with > stand together. */
function blocks(text: string): { isQuote: boolean; lines: string[] }[] {
  const found: { isQuote: boolean; lines: string[] }[] = [];
  for (const line of text.replace(/\r\n?/g, '\n').trimEnd().split('\n')) {
    const isQuote = line.startsWith('>');
    const shown = isQuote ? line.replace(/^> ?/, '') : line;
    const last = found.at(-1);
    if (last && (last.isQuote === isQuote || found.length >= MAX_BLOCKS))
      last.lines.push(last.isQuote === isQuote ? shown : line);
    else found.push({ isQuote, lines: [shown] });
  }
  return found;
}

function linked(text: string): ReactNode[] {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(LINK)) {
    pieces.push(text.slice(at, match.index));
    const href = match[0].startsWith('www.') ? `https://${match[0]}` : match[0];
    pieces.push(
      <a key={match.index} href={href} target="_blank" rel="noopener noreferrer nofollow">
        {match[0]}
      </a>,
    );
    at = match.index + match[0].length;
  }
  pieces.push(text.slice(at));
  return pieces;
}
