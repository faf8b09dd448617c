import { Fragment, type ReactNode, useState } from 'react';
import { withoutOverrides } from '../format/safe-line.ts';
import { writeTo } from '../state/writing/write-to.ts';
import { useWords } from '../words/index.ts';
import styles from './Body.module.css';

const LINK = /\b(?:https?:\/\/|www\.)[^\s<>"']{2,1000}[^\s<>"'.,;:!?)\]}，。；！？）]/giu;

/** Text that may be an address; each match is checked after that. */
const ADDRESS = /(?<![\p{L}\p{N}._%+\-@/])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}.-]{3,255}(?<=[\p{L}\p{N}])/gu;

/** The most changes between quoted and own lines that are shown as such; no person writes more. */
const MAX_BLOCKS = 2_000;

/** Plain text with links; long quotes are folded. */
export function PlainBody({ text }: { text: string }) {
  return (
    <div className={styles.plain}>
      {blocks(withoutOverrides(text)).map(({ isQuote, lines }, at) =>
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
      {isOpen && (
        <blockquote className={styles.quote} dir="auto">
          {linked(text)}
        </blockquote>
      )}
    </>
  );
}

/** Groups neighbouring lines into quotes (beginning with `>`) and own text. */
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
  return parted(text, LINK, (found) => (
    <a href={found.startsWith('www.') ? `https://${found}` : found} target="_blank" rel="noopener noreferrer nofollow">
      {found}
    </a>
  )).flatMap((piece) => (typeof piece === 'string' ? parted(piece, ADDRESS, addressed) : [piece]));
}

function addressed(found: string): ReactNode {
  if (!/\.\p{L}{2,}$/u.test(found)) return found;
  const href = `mailto:${encodeURIComponent(found).replace('%40', '@')}`;
  return (
    <a
      href={href}
      onClick={(event) => {
        if (document.querySelector('dialog[open]')) return;
        event.preventDefault();
        writeTo(href);
      }}
    >
      {found}
    </a>
  );
}

/** Splits a text at the matches and renders each match with `shown`. */
function parted(text: string, wanted: RegExp, shown: (found: string) => ReactNode): ReactNode[] {
  const pieces: ReactNode[] = [];
  let at = 0;
  for (const match of text.matchAll(wanted)) {
    pieces.push(text.slice(at, match.index), <Fragment key={match.index}>{shown(match[0])}</Fragment>);
    at = match.index + match[0].length;
  }
  pieces.push(text.slice(at));
  return pieces;
}
