import { isDeepStrictEqual } from 'node:util';
import type { Json, JsonObject } from '@postroom/jmap';
import { ALL_RIGHTS } from '@postroom/types';
import { rightsObject } from './mailbox-rights.ts';

const FRESH: JsonObject = {
  totalEmails: 0,
  unreadEmails: 0,
  totalThreads: 0,
  unreadThreads: 0,
  myRights: rightsObject(ALL_RIGHTS),
};

/** Whether a value is what the server sets in every new mailbox: a client that copies a mailbox passes all properties back (RFC 8620 5.3). */
export function isAsWhenMade(name: string, value: Json | undefined): boolean {
  return Object.hasOwn(FRESH, name) && isDeepStrictEqual(FRESH[name], value);
}
