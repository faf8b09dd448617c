import type { CalendarEvent } from './event.ts';

/**
 * Returns whether an event replaces an earlier invitation to it (RFC 5546 2.1.5): its sequence is higher, or it is equal and the event was
 * written later. An event about one occurrence replaces only what is about the same occurrence.
 */
export function isNewer(one: CalendarEvent, before: CalendarEvent): boolean {
  if (before.uid === '' || one.uid !== before.uid || one.instance?.at.getTime() !== before.instance?.at.getTime())
    return false;
  if (!['REQUEST', 'PUBLISH', 'CANCEL'].includes(one.method)) return false;
  return one.sequence === before.sequence ? one.stamp > before.stamp : one.sequence > before.sequence;
}
