import { useSyncExternalStore } from 'react';
import { onPrint } from './printing.ts';

/** Whether the page is dark now. */
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
