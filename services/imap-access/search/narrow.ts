import type { OtherKey } from './other-key.ts';
import type { Asked } from './query.ts';

/** Whether a search reads texts of messages, stored ones or headers, so that it may take long. */
export function readsText(program: Asked): boolean {
  if (program.key === 'and' || program.key === 'or') return program.of.some(readsText);
  if (program.key === 'not') return readsText(program.of);
  return program.key === 'envelope' || program.key === 'header' || program.key === 'text' || program.key === 'body';
}

/** Returns the keys of extensions in a program. */
export function otherKeys(program: Asked): OtherKey[] {
  if (program.key === 'and' || program.key === 'or') return program.of.flatMap(otherKeys);
  if (program.key === 'not') return otherKeys(program.of);
  return program.key === 'other' ? [program.of] : [];
}
