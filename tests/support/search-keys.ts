/** Every key of RFC 3501 6.4.4 at least once, with words that occur in mail. */
export const EVERY_KEY: readonly string[] = [
  ...['ALL', 'ANSWERED', 'DELETED', 'DRAFT', 'FLAGGED', 'NEW', 'OLD', 'RECENT', 'SEEN'],
  ...['UNANSWERED', 'UNDELETED', 'UNDRAFT', 'UNFLAGGED', 'UNSEEN', 'KEYWORD $Junk', 'UNKEYWORD $Junk'],
  ...['BCC me', 'CC me', 'FROM example', 'SUBJECT test', 'TO example', 'BODY the', 'TEXT "content-type"'],
  ...['HEADER Message-ID ""', 'HEADER "X-Mailer" Apple', 'HEADER Received ESMTP'],
  ...['BEFORE 1-Jan-2030', 'ON 1-Jan-2020', 'SINCE 1-Jan-2020'],
  ...['SENTBEFORE 1-Jan-2006', 'SENTON 21-Nov-1997', 'SENTSINCE 1-Jan-2006'],
  ...['LARGER 2000', 'SMALLER 2000', '1:3', 'UID 2:*', 'MODSEQ 1'],
  ...['OR SEEN LARGER 2000', '(SUBJECT a BODY e)', 'OR (NOT SEEN) (OR TEXT a FROM b)'],
];
