import type { Reply } from '../command.ts';
import { grantedPriority } from '../extensions/mt-priority.ts';
import { receive } from '../receive.ts';
import type { Reception } from '../reception.ts';
import { refusalOf } from './errors.ts';
import { ConnectionLost } from './input.ts';
import type { Session } from './session.ts';
import { transactionOf } from './state.ts';

/**
 * Receives the rest of the message with `read`. Returns the reply once the mail is stored durably; throws its refusal. By LMTP it sends a
 * reply for each recipient, in the order of the RCPTs (RFC 2033 4.2).
 */
export async function conclude(session: Session, reception: Reception, read: () => Promise<void>): Promise<Reply> {
  if (session.services.role !== 'lmtp') return acceptedReply(session, await receive(session, reception, read));
  const { taken, refused } = transactionOf(session);
  const rest = await receive(session, reception, read).then((id) => acceptedReply(session, id), refusedReply(session));
  for (const { place = '' } of taken) {
    const refusal = refused.get(place);
    session.reply(refusal ? `${refusal.code} ${refusal.message}` : rest);
  }
  return undefined;
}

function refusedReply(session: Session): (error: unknown) => string {
  return (error) => {
    if (error instanceof ConnectionLost) throw error;
    const { refusal, isOurs } = refusalOf(error);
    if (isOurs) session.log.error({ err: error }, 'temporary failure');
    session.services.metrics.rejected.inc({ reason: refusal.enhanced });
    return `${refusal.code} ${refusal.message}`;
  };
}

/** Returns the reply to an accepted mail. RFC 6710: a granted priority that differs from the requested one is told first. */
function acceptedReply(session: Session, id: string): string {
  const { priority = 0 } = transactionOf(session).parameters;
  const granted = grantedPriority(session, priority);
  if (granted !== priority) return `250 2.3.6 ${granted} is the priority of this mail, queued as ${id}`;
  return `250 2.0.0 Queued as ${id}`;
}
