import { sort, uidSort } from '../commands/sort.ts';
import type { Extension } from '../extension.ts';

/** RFC 5256 3, RFC 5957 and, of RFC 5267, result options. */
export const sortExtension: Extension = {
  capabilities: ['SORT', 'SORT=DISPLAY', 'ESORT'],
  commands: [sort, uidSort],
};
