import type { StateChange } from '@postroom/jmap/types';
import { stateChange } from '../states.ts';

/** What every push service accepts (RFC 8030 7.2), without the header and the tag of its only record (RFC 8291 4), in octets. */
const MAX_MESSAGE = 4_096 - 86 - 17;

/** Returns the messages that report these changes (RFC 8620 7.2): one, unless many accounts share mail with the user. */
export function pushMessages(changed: StateChange['changed']): StateChange[] {
  const parts: [string, Readonly<Record<string, string>>][][] = [];
  let left = 0;
  for (const entry of Object.entries(changed)) {
    // A comma takes the place of the two braces.
    const octets = Buffer.byteLength(JSON.stringify(Object.fromEntries([entry]))) - 1;
    if (octets > left) {
      parts.push([]);
      left = MAX_MESSAGE - JSON.stringify(stateChange({})).length;
    }
    parts.at(-1)?.push(entry);
    left -= octets;
  }
  return parts.map((part) => stateChange(Object.fromEntries(part)));
}
