import { LIMITS } from './limits.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/** Why a header is not given to the library, whose time grows faster than such a header; undefined: it is. */
export function unreadable(header: Buffer): string | undefined {
  if (header.length > LIMITS.headerBytes) return 'header too large';
  let blanks = 0;
  for (const octet of header) {
    if (octet !== SPACE && octet !== LF && octet !== CR && octet !== TAB) blanks = 0;
    else if (++blanks > LIMITS.blanks) return 'header with too many blanks';
  }
  return undefined;
}
