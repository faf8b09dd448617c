import { sort, uidSort } from '../commands/sort.ts';
import type { Extension } from '../extension.ts';

/** RFC 5256 3, RFC 5957, and the result options of RFC 5267. */
export const sortExtension: Extension = {
  capabilities: ['SORT', 'SORT=DISPLAY', 'ESORT'],
  commands: [sort, uidSort],
};
