import { releaseTime } from '@postroom/intake';
import { isReturned, type MailParameters, SmtpError } from '@postroom/smtp';
import type { NewMail } from '@postroom/transit';
import type { Extension } from './extension.ts';

/** For shorter times nobody can tell what other servers will do. */
const MIN_SECONDS = 60;

/** RFC 2852, for our users only. Mail that is returned when late must have at least this much time (3). */
export const deliverBy: Extension = {
  announce: ({ user }) => (user ? `DELIVERBY ${MIN_SECONDS}` : undefined),
  checkMail({ user }, parameters) {
    if (!parameters.deliverBy) return;
    if (!user) throw new SmtpError(555, '5.5.4', 'BY is allowed after a login only');
    const { seconds, mode } = parameters.deliverBy;
    if (isReturned(mode) && seconds < MIN_SECONDS)
      throw new SmtpError(501, '5.5.4', `With mode R the time to deliver by is at least ${MIN_SECONDS} seconds ahead`);
    const now = new Date();
    const release = releaseTime(parameters, now);
    if (release && release.getTime() > now.getTime() + seconds * 1_000)
      throw new SmtpError(501, '5.5.4', 'The time to deliver by is before the time to send');
  },
};

/** Returns the deadline of a mail that is accepted now. */
export function deadlineOf({ deliverBy }: MailParameters, now: Date): NewMail['deliverBy'] {
  return deliverBy ? { at: new Date(now.getTime() + deliverBy.seconds * 1_000), mode: deliverBy.mode } : null;
}
