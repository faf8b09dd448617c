import type { EmailFilter, EmailTest } from './email-filter.ts';

/** The tests of a filter. */
export function tests(filter: EmailFilter): EmailTest[] {
  if ('all' in filter) return filter.all.flatMap(tests);
  if ('any' in filter) return filter.any.flatMap(tests);
  return 'not' in filter ? tests(filter.not) : [filter];
}

/** Whether the messages themselves may have to be looked into for it. */
export function isOpen(filter: EmailFilter): boolean {
  return tests(filter).some((test) => test.is === 'header' || asksBody(test));
}

export function asksBody(test: EmailTest): boolean {
  return test.is === 'text' && test.where.includes('body');
}
