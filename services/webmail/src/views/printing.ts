import { flushSync } from 'react-dom';

const heard = new Set<() => void>();
let isDark = false;

/** Paper is white: while a page is printed it is in its light colours, its mails too. Returns what ends that. */
export function printOnWhite(): () => void {
  const { dataset } = document.documentElement;
  const tell = (): void => flushSync(() => heard.forEach((changed) => void changed()));
  const before = (): void => {
    isDark = dataset.theme === 'dark';
    dataset.theme = 'light';
    tell();
  };
  const after = (): void => {
    if (isDark) dataset.theme = 'dark';
    tell();
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
