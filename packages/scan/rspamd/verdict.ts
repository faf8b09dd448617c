import { printable } from '../printable.ts';
import { BadAnswer } from '../scan-result.ts';
import { type HeaderChanges, parseHeaderChanges } from './header-changes.ts';

/** `mark` means: accept it as spam. */
export type SpamDecision = 'accept' | 'mark' | 'refuse' | 'defer';

export interface SpamVerdict {
  readonly decision: SpamDecision;
  /** The action in rspamd's words. */
  readonly action: string;
  readonly score: number;
  /** The score from which rspamd refuses. */
  readonly required: number;
  /** The reason for the sender: printable ASCII of at most 200 octets, without a status code. */
  readonly reply: string | null;
  readonly headers: HeaderChanges;
}

/**
 * `greylist` alone means that the score suffices for greylisting but the greylisting module accepts the message or is off;
 * to defer it the module says `soft reject`. rspamd's own milter accepts here too; a 451 would defer
 * such a message for ever. `discard` becomes a refusal, because no message may vanish.
 */
const DECISIONS: Readonly<Record<string, SpamDecision>> = {
  'no action': 'accept',
  accept: 'accept',
  greylist: 'accept',
  'add header': 'mark',
  'rewrite subject': 'mark',
  quarantine: 'mark',
  'soft reject': 'defer',
  reject: 'refuse',
  discard: 'refuse',
};

/** Parses rspamd's answer to /checkv2, a JSON text (rspamd: Protocol, HTTP reply). Throws BadAnswer. */
export function parseVerdict(text: string): SpamVerdict {
  const answer = parseObject(text);
  const { action, score, required_score: required, messages } = answer;
  if (typeof action !== 'string') throw new BadAnswer('the answer of rspamd has no action');
  const decision = Object.hasOwn(DECISIONS, action) ? DECISIONS[action] : undefined;
  if (!decision) throw new BadAnswer(`the answer of rspamd has an unknown action: ${printable(action, 50)}`);
  if (!isScore(score) || !isScore(required)) throw new BadAnswer('the answer of rspamd has no score');
  return { decision, action, score, required, reply: smtpMessage(messages), headers: parseHeaderChanges(answer) };
}

function parseObject(text: string): Record<string, unknown> {
  let answer: unknown;
  try {
    answer = JSON.parse(text);
  } catch {
    throw new BadAnswer('rspamd did not answer with JSON');
  }
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
    throw new BadAnswer('rspamd did not answer with a JSON object');
  }
  return answer as Record<string, unknown>;
}

function isScore(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && Math.abs(value) < 1e9;
}

function smtpMessage(messages: unknown): string | null {
  const given = (messages as Record<string, unknown> | null | undefined)?.smtp_message;
  if (typeof given !== 'string') return null;
  // We choose the codes ourselves: one in rspamd's text could contradict the reply.
  return (
    printable(given, 250)
      .replace(/^([245]\d\d[ -])?([245]\.\d{1,3}\.\d{1,3} )?/, '')
      .slice(0, 200) || null
  );
}
