import { flushSync } from 'react-dom';

/** Something that is there for the time of a print alone. */
export interface Paper {
  begin(): void;
  end(): void;
}

const heard = new Set<() => void>();
const papers = new Set<Paper>();
let isDark = false;

/** Paper is white: while a page is printed it is in its light colours, its mails too. Returns what ends that. */
export function printOnWhite(): () => void {
  const { dataset } = document.documentElement;
  const notify = (): void => flushSync(() => heard.forEach((changed) => void changed()));
  const before = (): void => {
    isDark = dataset.theme === 'dark';
    dataset.theme = 'light';
    notify();
    for (const paper of papers) paper.begin();
  };
  const after = (): void => {
    for (const paper of papers) paper.end();
    if (isDark) dataset.theme = 'dark';
    notify();
  };
  window.addEventListener('beforeprint', before);
  window.addEventListener('afterprint', after);
  return () => {
    window.removeEventListener('beforeprint', before);
    window.removeEventListener('afterprint', after);
  };
}

/** Calls it where the page becomes light to be printed, and what it was after that; all is drawn anew before it returns. */
export function onPrint(changed: () => void): () => void {
  heard.add(changed);
  return () => heard.delete(changed);
}

/** It begins when all is drawn in light colours. */
export function whilePrinted(paper: Paper): () => void {
  papers.add(paper);
  return () => papers.delete(paper);
}
