import type { MailParameters } from '@postroom/smtp';
import type { Session } from '../session/session.ts';

/** A service extension of SMTP, RFC 5321 2.2; a file each. */
export interface Extension {
  /** Its line in the answer to EHLO; undefined where this session does not have it. */
  announce(session: Session): string | undefined;
  /** Looks at what MAIL wants of it. Throws SmtpError for what cannot be had here. */
  checkMail?(session: Session, parameters: MailParameters): void;
}

/** One that is there always, and of which nothing is to be checked. */
export function always(keyword: string): Extension {
  return { announce: () => keyword };
}
