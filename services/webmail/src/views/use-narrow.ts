import { useSyncExternalStore } from 'react';

const narrow = matchMedia('(max-width: 389px)');

/** Whether a line of eight things for fingers has no room. */
export function useNarrow(): boolean {
  return useSyncExternalStore(
    (changed) => {
      narrow.addEventListener('change', changed);
      return () => narrow.removeEventListener('change', changed);
    },
    () => narrow.matches,
  );
}
