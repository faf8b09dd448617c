import type { Filter } from './query.ts';

/** Evaluates a filter with `holds` for its conditions (RFC 8620 5.5: NOT means that none of its conditions holds). */
export function matchesFilter<Condition>(
  filter: Filter<Condition> | null,
  holds: (condition: Condition) => boolean,
): boolean {
  if (filter === null) return true;
  if (!('operator' in filter)) return holds(filter.condition);
  const each = (one: Filter<Condition>): boolean => matchesFilter(one, holds);
  if (filter.operator === 'AND') return filter.conditions.every(each);
  return filter.operator === 'OR' ? filter.conditions.some(each) : !filter.conditions.some(each);
}
