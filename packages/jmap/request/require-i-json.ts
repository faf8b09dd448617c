import { RequestError } from '../errors/request-error.ts';
import type { Json } from '../values/json.ts';

/**
 * Enforces RFC 7493 2.1 to 2.3: strings consist of whole characters, numbers have a double that is near them, and no object has a name twice,
 * since parsers differ in which one counts. Throws notJSON.
 * @param members how many members the objects of the text have
 */
export function requireIJson(value: Json, members: number): void {
  if (countMembers(value) < members) throw new RequestError('notJSON', 'An object in the request has a duplicate name');
}

function countMembers(value: Json): number {
  if (typeof value === 'string') requireWhole(value);
  if (value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY)
    throw new RequestError('notJSON', 'A number in the request is too large');
  if (typeof value !== 'object' || value === null) return 0;
  if (Array.isArray(value)) return value.reduce((sum: number, each) => sum + countMembers(each), 0);
  let members = 0;
  for (const name of Object.keys(value)) {
    requireWhole(name);
    members += 1 + countMembers(value[name] as Json);
  }
  return members;
}

function requireWhole(text: string): void {
  if (!text.isWellFormed()) throw new RequestError('notJSON', 'A string in the request is not valid Unicode');
}
