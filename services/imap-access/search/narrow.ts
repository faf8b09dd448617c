import type { OtherKey } from './other-key.ts';
import { type Asked, isStoredField } from './query.ts';

/** True if answering the program means reading headers. */
export function readsHeaders(program: Asked): boolean {
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
export function withoutHeaders(program: Asked): Asked {
  if (program.key === 'and') return { key: 'and', of: program.of.filter((each) => !readsHeaders(each)) };
  return readsHeaders(program) ? { key: 'all' } : program;
}

/** True if it reads texts of messages, stored ones or headers: such a search may take long. */
export function readsText(program: Asked): boolean {
  if (program.key === 'and' || program.key === 'or') return program.of.some(readsText);
  if (program.key === 'not') return readsText(program.of);
  return program.key === 'header' || program.key === 'text' || program.key === 'body';
}

/** The keys of extensions in a program. */
export function otherKeys(program: Asked): OtherKey[] {
  if (program.key === 'and' || program.key === 'or') return program.of.flatMap(otherKeys);
  if (program.key === 'not') return otherKeys(program.of);
  return program.key === 'other' ? [program.of] : [];
}
