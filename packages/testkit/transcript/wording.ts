/**
 * Returns the part of an expected line that is data, before the words for people, which differ between servers. In
 * `a OK [READ-WRITE] SELECT completed` it is `a OK [READ-WRITE]`. Response codes, reply codes, and the numbers and ids
 * after `+OK` are data. Undefined where the whole line counts.
 */
export function dataBeforeWording(expected: string): string | undefined {
  for (const reply of [imapStatus, popError, popOk, smtpReply]) {
    const data = reply.exec(expected)?.[1];
    if (data !== undefined) return data;
  }
  return undefined;
}

/** RFC 3501 7.1: a tag or `*`, the condition, a response code. */
const imapStatus = /^(\S+ (?:OK|NO|BAD|BYE|PREAUTH)(?: \[[^\]]*\])?) (?=[^[\s.])/;
/** RFC 1939 3, RFC 2449 8. */
const popError = /^(-ERR(?: \[[^\]]*\])?) (?=[^[\s.])/;
/** `+OK 3 171` and `+OK 2 whq7sw` are data (RFC 1939 5, 7); other text is for people. */
const popOk = /^(\+OK) (?=[^[\s.])(?!\d+(?: (?:\S*\d\S*|\$\w+))?$)/;
/** RFC 5321 4.2, RFC 3463 2. Without an enhanced code the text may be data, as in the reply to EHLO. */
const smtpReply = /^(\d{3}[ -]\d\.\d{1,3}\.\d{1,3}) /;
