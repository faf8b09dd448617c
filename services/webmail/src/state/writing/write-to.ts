import { parseMailto } from '../../format/mailto.ts';
import { write } from './begin.ts';

/** Begins the mail that a mailto: link asks for. Returns whether it is one. */
export function writeTo(link: string): boolean {
  const asked = parseMailto(link);
  if (asked) write(asked);
  return asked !== null;
}
