import { announcementAt, type GatheredCommand, LONGEST_ANNOUNCEMENT } from './gathered.ts';

const SPACE = 0x20;
const APPEND = 'APPEND';

/**
 * Returns true if the literal announced at the end of these parts is a message: any literal of APPEND (RFC 3501 6.3.11) except
 * its mailbox name. Messages are streamed; all other literals are gathered.
 */
export function announcesMessage(soFar: GatheredCommand): boolean {
  const line = soFar[0]?.bytes ?? Buffer.alloc(0);
  const name = behindSpaces(line, line.indexOf(SPACE));
  const end = name + APPEND.length;
  if (line.toString('latin1', name, end).toUpperCase() !== APPEND || line[end] !== SPACE) return false;
  return soFar.length > 1 || !isAnnouncement(line.subarray(behindSpaces(line, end)));
}

/** Returns the offset of the first octet from `at` on that is no space. `at` is a space after the tag, or -1. */
function behindSpaces(line: Buffer, at: number): number {
  let behind = Math.max(at, 0);
  while (line[behind] === SPACE) behind += 1;
  return behind;
}

function isAnnouncement(rest: Buffer): boolean {
  const begins = rest[0] === 0x7b || (rest[0] === 0x7e && rest[1] === 0x7b);
  return begins && rest.length <= LONGEST_ANNOUNCEMENT && announcementAt(rest) !== undefined;
}
