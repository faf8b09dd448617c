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

/** Whether that is what the server says of a mailbox that was just made: who makes one like another passes it back whole (RFC 8620 5.3). */
export function isAsWhenMade(name: string, value: Json | undefined): boolean {
  return Object.hasOwn(FRESH, name) && isDeepStrictEqual(FRESH[name], value);
}
