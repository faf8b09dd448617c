import { flushSync } from 'react-dom';

/** Something that exists only while the page is printed. */
export interface Paper {
  begin(): void;
  end(): void;
}

const heard = new Set<() => void>();
const papers = new Set<Paper>();
let isDark = false;

/** Gives the page and its messages light colours while it is printed, because paper is white. Returns what ends that. */
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

/** Calls `changed` before printing, when the page becomes light, and after it; the page is rendered again before printing goes on. */
export function onPrint(changed: () => void): () => void {
  heard.add(changed);
  return () => heard.delete(changed);
}

/** Begins `paper` for each printing, after everything is rendered in light colours. */
export function whilePrinted(paper: Paper): () => void {
  papers.add(paper);
  return () => papers.delete(paper);
}
