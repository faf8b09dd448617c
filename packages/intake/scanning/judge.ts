import type { HeaderChanges, ScanAnswers, SpamVerdict } from '@postroom/scan';
import { SmtpError } from '@postroom/smtp';

export interface JudgeOptions {
  /** By one of our users: they are told no, but nothing is written on what they send. */
  submitted: boolean;
  /** When a scanner did not answer. */
  onFailure: 'accept' | 'defer';
  /** When there is a virus in mail of others. */
  onVirus: 'reject' | 'quarantine';
}

/** What follows for the message; see Verdict. */
export interface Judgement {
  /** What the client is told instead of a 250. */
  refusal: SmtpError | null;
  spam: boolean;
  /** It is kept apart, for this virus. */
  virus: string | null;
  /** Whole lines of fields for the front of the message. */
  lines: string[];
  remove: HeaderChanges['remove'];
}

/** These are ours alone. */
const OURS = new Set(['x-spam-flag', 'x-spam-status']);

/** What follows from what the scanners said. The worst result wins: virus, spam, later, no answer. */
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

/** Not rspamd's `required_score` beside it: that is where it refuses, and readers take it for where spam begins. */
function spamFields({ score }: SpamVerdict, isSpam: boolean): string[] {
  const status = `X-Spam-Status: ${isSpam ? 'Yes' : 'No'}, score=${score.toFixed(2)}\r\n`;
  return isSpam ? ['X-Spam-Flag: YES\r\n', status] : [status];
}

/**
 * What rspamd is configured to add: Authentication-Results, ARC, or a DKIM signature on what our users send. On what
 * comes from elsewhere a signature of ours would make a forgery genuine (RFC 6376 8.5), whatever rspamd is told to sign.
 */
function otherFields({ headers }: SpamVerdict, submitted: boolean): string[] {
  const kept = (name: string) => !OURS.has(name) && (submitted || name !== 'dkim-signature');
  const others = headers.add.filter(({ name }) => kept(name.toLowerCase()));
  return others.map(({ name, value }) => `${name}: ${value}\r\n`);
}
