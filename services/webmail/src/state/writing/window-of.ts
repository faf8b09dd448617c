const WRITE = 'write';

/** The mail that this window is for; null: it is the whole page. */
export const keyOfWindow = new URLSearchParams(location.search).get(WRITE);

/** Of a window in which one mail is written. */
export function addressOfWindow(key: string): string {
  return `/?${WRITE}=${encodeURIComponent(key)}`;
}
