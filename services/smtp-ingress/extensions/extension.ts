import type { MailParameters } from '@postroom/smtp';
import type { Session } from '../session/session.ts';

/** A service extension of SMTP (RFC 5321 2.2); each has a file of its own. */
export interface Extension {
  /** Returns its line in the response to EHLO; undefined if this session does not have it. */
  announce(session: Session): string | undefined;
  /** Checks the parameters of MAIL that belong to it. Throws SmtpError for values that are not possible here. */
  checkMail?(session: Session, parameters: MailParameters): void;
}

/** Makes an extension that is always there and has nothing to check. */
export function always(keyword: string): Extension {
  return { announce: () => keyword };
}
