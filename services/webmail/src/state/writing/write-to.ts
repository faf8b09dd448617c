import { parseMailto } from '../../format/mailto.ts';
import { write } from './begin.ts';

/** Begins the message that a `mailto:` link asks for. Returns whether it is such a link. */
export function writeTo(link: string): boolean {
  const asked = parseMailto(link);
  if (asked) write(asked);
  return asked !== null;
}
