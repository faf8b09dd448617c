import { thread, uidThread } from '../commands/thread.ts';
import type { Extension } from '../extension.ts';
import { ALGORITHMS } from '../thread/algorithms.ts';

/** RFC 5256 3. */
export const threadExtension: Extension = {
  capabilities: [...ALGORITHMS.keys()].map((name) => `THREAD=${name}`),
  commands: [thread, uidThread],
};
