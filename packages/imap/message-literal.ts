import type { GatheredCommand } from './gathered.ts';

const APPEND = /^\S+ +APPEND +(.*)$/i;

/**
 * True if the literal announced at the end of these parts is a message: every literal of APPEND (RFC 3501 6.3.11) but the
 * one that is its mailbox name. Messages are streamed; all other literals are gathered.
 */
export function announcesMessage(soFar: GatheredCommand): boolean {
  const line = soFar[0]?.bytes.toString('latin1', 0, 256) ?? '';
  const args = APPEND.exec(line)?.[1];
  if (args === undefined) return false;
  return soFar.length > 1 || !/^~?\{\d+\+?\}$/.test(args);
}
