import type { EmailBodyPart, Message } from '../../jmap/types.ts';
import { filesOf, isCalendar } from '../files.ts';

/** The largest calendar that is shown within the message, in octets. */
const MAX_CALENDAR = 512 * 1024;

/** Returns the part with the invitation (RFC 6047 2.4); some programs attach a copy of it as a file too. */
export function invitationIn(
  message: Pick<Message, 'htmlBody' | 'textBody' | 'attachments'>,
): EmailBodyPart | undefined {
  return filesOf(message)
    .filter((part) => isCalendar(part) && part.size <= MAX_CALENDAR)
    .toSorted((one, other) => Number(one.type !== 'text/calendar') - Number(other.type !== 'text/calendar'))[0];
}
