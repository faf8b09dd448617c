import { create } from 'zustand';

/** Up to this width in pixels a line has no room for eight buttons of finger size. */
const query = matchMedia('(max-width: 359px)');

/** Read only when it changes, because asking the browser forces a layout of the page. */
const useWidths = create(() => ({ isNarrow: query.matches }));
query.addEventListener('change', () => useWidths.setState({ isNarrow: query.matches }));

/** Returns whether some of eight buttons must go into a menu. */
export function useNarrow(): boolean {
  return useWidths(({ isNarrow }) => isNarrow);
}
