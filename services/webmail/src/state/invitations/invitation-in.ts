import type { EmailBodyPart, Message } from '../../jmap/types.ts';
import { filesOf, isCalendar } from '../files.ts';

/** Octets of a calendar that is shown in the mail. */
const MAX_CALENDAR = 512 * 1024;

/** The part of a mail that invites to something (RFC 6047 2.4); programs put a copy for others beside it. */
export function invitationIn(
  message: Pick<Message, 'htmlBody' | 'textBody' | 'attachments'>,
): EmailBodyPart | undefined {
  return filesOf(message)
    .filter((part) => isCalendar(part) && part.size <= MAX_CALENDAR)
    .toSorted((one, other) => Number(one.type !== 'text/calendar') - Number(other.type !== 'text/calendar'))[0];
}
