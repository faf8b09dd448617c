import { LIMITS } from './limits.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/** Returns why a header must not go to the library, which would take too long; undefined when it may. */
export function unreadable(header: Buffer): string | undefined {
  if (header.length > LIMITS.headerBytes) return 'header too large';
  let blanks = 0;
  for (const octet of header) {
    if (octet !== SPACE && octet !== LF && octet !== CR && octet !== TAB) blanks = 0;
    else if (++blanks > LIMITS.blanks) return 'header with too many blanks';
  }
  return undefined;
}
