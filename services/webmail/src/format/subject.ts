/** The prefixes of replies and of forwards in some languages. */
const ANSWERS = 're|aw|antw|sv|vs|odp|ynt|rif|回复|答复|回覆';
const FORWARDS = 'fwd?|wg|rv|vb|转发|轉寄';

/** Matches one or more of the prefixes, with or without a count such as `Re[2]:`. */
const begins = (words: string): RegExp =>
  new RegExp(`^(?:\\s*(?:${words})(?:\\[\\d+\\]|\\^\\d+)?\\s*[:：]\\s*)+`, 'iu');
const EITHER = begins(`${ANSWERS}|${FORWARDS}`);
const ANSWER = begins(ANSWERS);

/** Returns a subject with one prefix only, however many replies and forwards there were. */
export function prefixed(prefix: string, subject: string | null): string {
  return `${prefix}: ${(subject ?? '').replace(EITHER, '')}`;
}

/** Returns the subject of a conversation without the prefixes of replies. */
export function topicOf(subject: string | null): string {
  const whole = subject?.trim() ?? '';
  return whole.replace(ANSWER, '') || whole;
}
