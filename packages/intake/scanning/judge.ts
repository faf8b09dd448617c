import type { HeaderChanges, ScanAnswers, SpamVerdict } from '@postroom/scan';
import { SmtpError } from '@postroom/smtp';

export interface JudgeOptions {
  /** Whether it is from one of our users: it can be refused, but no fields about spam are added. */
  submitted: boolean;
  /** What to do when a scanner does not answer. */
  onFailure: 'accept' | 'defer';
  /** What to do with a virus in mail from elsewhere. */
  onVirus: 'reject' | 'quarantine';
}

/** What follows from the scanners' answers; see Verdict. */
export interface Judgement {
  /** The reply that the client gets instead of 250. */
  refusal: SmtpError | null;
  spam: boolean;
  /** The virus for which it is quarantined; null when it is not. */
  virus: string | null;
  /** Complete field lines to put in front of the message. */
  lines: string[];
  remove: HeaderChanges['remove'];
}

/** Fields that only we write. */
const OURS = new Set(['x-spam-flag', 'x-spam-status']);

/** Returns what follows from the scanners' answers. The worst takes precedence: virus, spam, try later, no answer. */
export function judge({ spam, virus }: ScanAnswers, { submitted, onFailure, onVirus }: JudgeOptions): Judgement {
  const verdict = spam?.result === 'answered' ? spam.verdict : null;
  const found = virus?.result === 'answered' ? virus.verdict.virus : null;
  const hasFailed = spam?.result === 'failed' || virus?.result === 'failed';
  const isKept = found !== null && onVirus === 'quarantine' && !submitted;
  const isSpam = verdict?.decision === 'mark' && !submitted;
  return {
    refusal: refusalOf(isKept ? null : found, verdict) ?? (hasFailed && onFailure === 'defer' ? notNow() : null),
    spam: isSpam,
    virus: isKept ? found : null,
    lines: [
      ...(verdict && !submitted ? spamFields(verdict, isSpam) : []),
      ...(verdict ? otherFields(verdict, submitted) : []),
    ],
    remove: verdict?.headers.remove ?? [],
  };
}

function refusalOf(virus: string | null, verdict: SpamVerdict | null): SmtpError | null {
  if (virus !== null) return new SmtpError(550, '5.7.1', `Message refused: virus ${virus}`);
  if (verdict?.decision === 'refuse') return new SmtpError(550, '5.7.1', verdict.reply ?? 'Message refused as spam');
  if (verdict?.decision === 'defer') return new SmtpError(451, '4.7.1', verdict.reply ?? 'Try again later');
  return null;
}

function notNow(): SmtpError {
  return new SmtpError(451, '4.7.1', 'The message cannot be scanned now, try again later');
}

/** Leaves out rspamd's `required_score`: that is where it refuses, but readers would take it for where spam begins. */
function spamFields({ score }: SpamVerdict, isSpam: boolean): string[] {
  const status = `X-Spam-Status: ${isSpam ? 'Yes' : 'No'}, score=${score.toFixed(2)}\r\n`;
  return isSpam ? ['X-Spam-Flag: YES\r\n', status] : [status];
}

/**
 * Returns the fields that rspamd is configured to add: Authentication-Results, ARC, or a DKIM signature on what our users send. On mail
 * from elsewhere our signature would make a forgery genuine (RFC 6376 8.5), so there it is left out, whatever rspamd says.
 */
function otherFields({ headers }: SpamVerdict, submitted: boolean): string[] {
  const kept = (name: string) => !OURS.has(name) && (submitted || name !== 'dkim-signature');
  const others = headers.add.filter(({ name }) => kept(name.toLowerCase()));
  return others.map(({ name, value }) => `${name}: ${value}\r\n`);
}
