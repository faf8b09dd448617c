import { SmtpError } from '@postroom/smtp';
import type { Session } from '../session/session.ts';
import type { Extension } from './extension.ts';

/** RFC 6710, for our users and the operator's own servers. Others would ask for priority over everybody's mail. */
export const mtPriority: Extension = {
  announce: (session) => (mayTell(session) ? 'MT-PRIORITY' : undefined),
  checkMail(session, { priority }) {
    if (priority !== undefined && !mayTell(session))
      throw new SmtpError(555, '5.5.4', 'MT-PRIORITY is allowed after a login only');
  },
};

/** Returns the priority that is granted: users get at most a configured one, because high priority delays the mail of others. */
export function grantedPriority({ services, user }: Session, asked: number): number {
  return user ? Math.min(asked, services.settings.mtPriorityMax) : asked;
}

function mayTell({ connection, services, user }: Session): boolean {
  if (services.role === 'submission') return user !== null;
  return services.settings.mtPriorityFrom.has(connection.client.address);
}
