import { useSyncExternalStore } from 'react';
import { onPrint } from './printing.ts';

/** Returns whether the page is dark. */
export function useDark(): boolean {
  return useSyncExternalStore(
    (changed) => {
      const observer = new MutationObserver(changed);
      observer.observe(document.documentElement, { attributeFilter: ['data-theme'] });
      const stop = onPrint(changed);
      return () => {
        stop();
        observer.disconnect();
      };
    },
    () => document.documentElement.dataset.theme === 'dark',
  );
}
