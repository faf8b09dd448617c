import { create } from 'zustand';

/** Pixels up to which a line of eight things for fingers, each as large as they are, has no room; and one with a number among them. */
const [EIGHT, EIGHT_AND_NUMBER] = [359, 389];

/** Asked of the browser when it changes alone: to ask it has all of the page laid out. */
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

/** Whether some of eight things to touch have to go into a menu. @param hasNumber how many are selected stands among them */
export function useNarrow(hasNumber: boolean): boolean {
  return useWidths(({ eight, number }) => (hasNumber ? number : eight));
}
