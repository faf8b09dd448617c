/** What answers begin with in some languages, and forwards. */
const ANSWERS = 're|aw|antw|sv|vs|odp|ynt|rif|回复|答复|回覆';
const FORWARDS = 'fwd?|wg|rv|vb|转发|轉寄';

/** Once or several times, counted or not. */
const begins = (words: string): RegExp =>
  new RegExp(`^(?:\\s*(?:${words})(?:\\[\\d+\\]|\\^\\d+)?\\s*[:：]\\s*)+`, 'iu');
const EITHER = begins(`${ANSWERS}|${FORWARDS}`);
const ANSWER = begins(ANSWERS);

/** A subject that begins with what is done alone, however often the mail went to and fro. */
export function prefixed(prefix: string, subject: string | null): string {
  return `${prefix}: ${(subject ?? '').replace(EITHER, '')}`;
}

/** What a conversation is about: that its mails are answers is seen. */
export function topicOf(subject: string | null): string {
  const whole = subject?.trim() ?? '';
  return whole.replace(ANSWER, '') || whole;
}
