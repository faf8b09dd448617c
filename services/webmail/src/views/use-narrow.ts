import { create } from 'zustand';

/** Up to these widths in pixels a line has no room for eight buttons of finger size, or for eight buttons and a number. */
const [EIGHT, EIGHT_AND_NUMBER] = [359, 389];

/** Read only when it changes, because asking the browser forces a layout of the page. */
const useWidths = create(() => ({ eight: false, number: false }));

for (const [name, width] of [
  ['eight', EIGHT],
  ['number', EIGHT_AND_NUMBER],
] as const) {
  const query = matchMedia(`(max-width: ${width}px)`);
  const note = (): void => useWidths.setState({ [name]: query.matches });
  query.addEventListener('change', note);
  note();
}

/** Returns whether some of eight buttons must go into a menu. @param hasNumber whether the number of selected rows stands among them */
export function useNarrow(hasNumber: boolean): boolean {
  return useWidths(({ eight, number }) => (hasNumber ? number : eight));
}
