import { setTimeout as delay } from 'node:timers/promises';
import type { SmtpError } from '@postroom/smtp';
import { ConnectionLost } from './input.ts';
import type { Session } from './session.ts';

/** Whether a refusal counts as an error: all that another try would not change, and all logins. */
function isMisconduct({ code }: SmtpError): boolean {
  return code >= 500 || code === 454;
}

/**
 * Counts an error of the client: bad commands, recipients and logins alike. First replies are delayed, then the session ends (421 4.7.0,
 * RFC 5321 3.8). Returns whether the session goes on.
 */
export async function punish(session: Session, refusal: SmtpError): Promise<boolean> {
  // A server of the operator brings mail of others, so their mistakes are not its own.
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

/** Delays the reply to a client. */
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
