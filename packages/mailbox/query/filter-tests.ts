import type { EmailFilter, EmailTest } from './email-filter.ts';

/** Returns all tests of a filter. */
export function tests(filter: EmailFilter): EmailTest[] {
  if ('all' in filter) return filter.all.flatMap(tests);
  if ('any' in filter) return filter.any.flatMap(tests);
  return 'not' in filter ? tests(filter.not) : [filter];
}

/**
 * Returns whether messages themselves may have to be looked into.
 * @param isApart whether stored texts are searched separately, too
 */
export function isOpen(filter: EmailFilter, isApart: boolean): boolean {
  return tests(filter).some((test) => test.is === 'header' || (isApart ? test.is === 'text' : asksBody(test)));
}

export function asksBody(test: EmailTest): boolean {
  return test.is === 'text' && test.where.includes('body');
}
