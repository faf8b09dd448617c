import type { EmailCondition, Filter, Wanted } from '@postroom/jmap';

const OF_THREADS = ['allInThreadHaveKeyword', 'someInThreadHaveKeyword', 'noneInThreadHaveKeyword'];
const MUTABLE = [...OF_THREADS, 'inMailbox', 'inMailboxOtherThan', 'hasKeyword', 'notKeyword'];

/** Whether the place of an email depends on other emails: then emails that did not change may move, too. */
export function dependsOnOthers(wanted: Wanted<EmailCondition>): boolean {
  return uses(wanted, OF_THREADS);
}

/** Whether filter or sort use properties of an email that may change (RFC 8620 5.6). */
export function dependsOnMutable(wanted: Wanted<EmailCondition>): boolean {
  return uses(wanted, MUTABLE);
}

function uses({ filter, sort }: Wanted<EmailCondition>, names: readonly string[]): boolean {
  return sort.some(({ property }) => names.includes(property)) || (filter !== null && filterUses(filter, names));
}

function filterUses(filter: Filter<EmailCondition>, names: readonly string[]): boolean {
  if ('operator' in filter) return filter.conditions.some((each) => filterUses(each, names));
  return names.some((name) => Object.hasOwn(filter.condition, name));
}
