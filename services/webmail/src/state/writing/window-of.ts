const WRITE = 'write';

/** The key of the draft for which this window was opened; null: this is the whole page. */
export const keyOfWindow = new URLSearchParams(location.search).get(WRITE);

/** Returns the address of a window for one draft. */
export function addressOfWindow(key: string): string {
  return `/?${WRITE}=${encodeURIComponent(key)}`;
}
