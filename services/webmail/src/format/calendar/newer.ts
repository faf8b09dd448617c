import type { CalendarEvent } from './event.ts';

/**
 * Whether what came about an event stands in the place of an earlier invitation to it (RFC 5546 2.1.5): it has a higher sequence, or the same
 * and was written later. What is about one day of several leaves the others as they are.
 */
export function isNewer(one: CalendarEvent, before: CalendarEvent): boolean {
  if (before.uid === '' || one.uid !== before.uid || one.instance?.at.getTime() !== before.instance?.at.getTime())
    return false;
  if (!['REQUEST', 'PUBLISH', 'CANCEL'].includes(one.method)) return false;
  return one.sequence === before.sequence ? one.stamp > before.stamp : one.sequence > before.sequence;
}
