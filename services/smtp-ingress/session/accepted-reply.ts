import { grantedPriority } from '../extensions/mt-priority.ts';
import type { Session } from './session.ts';
import { transactionOf } from './state.ts';

/** What is said of the mail under way once it is durable. RFC 6710: a priority that is not the one asked for is told first. */
export function acceptedReply(session: Session, id: string): string {
  const { priority = 0 } = transactionOf(session).parameters;
  const granted = grantedPriority(session, priority);
  if (granted !== priority) return `250 2.3.6 ${granted} is the priority of this mail, queued as ${id}`;
  return `250 2.0.0 Queued as ${id}`;
}
