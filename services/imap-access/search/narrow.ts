import type { SearchKey } from '@postroom/imap';
import { isStoredField } from './query.ts';

/** True if answering the program means reading headers. */
export function readsHeaders(program: SearchKey): boolean {
  switch (program.key) {
    case 'and':
    case 'or':
      return program.of.some(readsHeaders);
    case 'not':
      return readsHeaders(program.of);
    case 'header':
      return !isStoredField(program);
    case 'text':
      return true;
    default:
      return false;
  }
}

/** What must be true of every message found and can be asked without reading headers: only those need be read. */
export function withoutHeaders(program: SearchKey): SearchKey {
  if (program.key === 'and') return { key: 'and', of: program.of.filter((each) => !readsHeaders(each)) };
  return readsHeaders(program) ? { key: 'all' } : program;
}
