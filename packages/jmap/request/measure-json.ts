import { RequestError } from '../errors/request-error.ts';

/** The deepest nesting of arrays and objects in a request. The deepest honest value is a body structure, with two levels per part. */
export const MAX_DEPTH = 100;
/** The most values in a request, since each takes far more memory than its octets. */
export const MAX_VALUES = 250_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/**
 * Scans the octets of a JSON text before it is parsed; throws notRequest when it is too deep or has too many values.
 * Returns how many members its objects have.
 */
export function measureJson(octets: Uint8Array): number {
  let members = 0;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < octets.length; at++) {
    switch (octets[at]) {
      case QUOTE:
        at = endOfString(octets, at + 1);
        break;
      case OPEN_ARRAY:
      case OPEN_OBJECT:
        values++;
        if (++depth > MAX_DEPTH) throw new RequestError('notRequest', `The request has more than ${MAX_DEPTH} levels`);
        break;
      case CLOSE_ARRAY:
      case CLOSE_OBJECT:
        depth--;
        break;
      case COLON:
        members++;
        break;
      case COMMA:
        values++;
    }
    if (values > MAX_VALUES) throw new RequestError('notRequest', `The request has more than ${MAX_VALUES} values`);
  }
  return members;
}

/** Returns the end of the string that continues at `from`. */
function endOfString(octets: Uint8Array, from: number): number {
  let at = from;
  while (at < octets.length && octets[at] !== QUOTE) at += octets[at] === BACKSLASH ? 2 : 1;
  return at;
}
