import { setTimeout as delay } from 'node:timers/promises';
import type { SmtpError } from '@postroom/smtp';
import { ConnectionLost } from './input.ts';
import type { Session } from './session.ts';

/** Logins count as errors whatever became of them; so does all that another try will not mend. */
function isMisconduct({ code }: SmtpError): boolean {
  return code >= 500 || code === 454;
}

/**
 * Counts what a client did wrong: commands, recipients and logins alike. First its answers come late, then the session ends
 * (421 4.7.0, RFC 5321 3.8). Returns whether it goes on.
 */
export async function punish(session: Session, refusal: SmtpError): Promise<boolean> {
  // A server of the operator's brings what others sent: their mistakes are not its own.
  if (!isMisconduct(refusal) || session.services.role === 'lmtp') return true;
  const { maxErrors, maxFailedLogins } = session.services.settings;
  session.errors += 1;
  if (session.failedLogins >= maxFailedLogins) return endFor(session, 'Too many failed logins');
  if (session.errors >= maxErrors) return endFor(session, 'Too many errors');
  if (session.errors > maxErrors / 2) {
    await answerLate(session);
  }
  return true;
}

/** Lets a client wait for its answer. */
export async function answerLate(session: Session): Promise<void> {
  session.flush();
  await delay(session.services.settings.errorDelayMs, undefined, { signal: session.connection.gone }).catch(() => {
    throw new ConnectionLost('left before the answer');
  });
}

function endFor(session: Session, reason: string): false {
  session.log.info({ reason, errors: session.errors, failedLogins: session.failedLogins }, 'session ended');
  session.end(`421 4.7.0 ${reason}`);
  return false;
}
