import { LIMITS } from './limits.ts';

const LF = 10;
const CR = 13;
const SPACE = 32;
const TAB = 9;

/** Why a header is not given to the library, whose time grows faster than such a header; undefined: it is. */
export function unreadable(header: Buffer): string | undefined {
  if (header.length > LIMITS.headerBytes) return 'header too large';
  let lines = 0;
  let fields = 0;
  let blanks = 0;
  for (let at = 0; at < header.length; at++) {
    const octet = header[at] as number;
    if (octet !== SPACE && octet !== LF && octet !== CR && octet !== TAB) {
      if (header[at - 1] === LF) fields++;
      blanks = 0;
      continue;
    }
    if (octet === LF) lines++;
    if (++blanks > LIMITS.blanks) return 'header with too many blanks';
  }
  if (lines > LIMITS.lines || fields > LIMITS.fields) return 'header with too many fields';
  return undefined;
}
