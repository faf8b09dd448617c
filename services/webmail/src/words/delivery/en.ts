/** What became of a mail, and what a server's answer means by its number (RFC 3463 3), in ICU MessageFormat. Other languages have the same names. */
export const en = {
  noMailbox: 'there is no such mailbox',
  noDomain: 'that domain does not exist, or takes no mail',
  full: 'their mailbox is full',
  tooLarge: 'it is too large for their server',
  unreached: 'their server cannot be reached',
  tooLong: 'their server could not be reached for too long',
  busy: 'their server asks to come again later',
  refused: 'their server refuses it',
  redirected: 'You passed it on:',
  read: 'delivered, and read, says its recipient',
  delivered: 'delivered',
  queued: 'on its way',
  waiting: 'waiting: {reply}',
  nextTry: 'next try {when}',
  relayed: 'handed over, their server said {reply}',
  failed: 'came back: {reply}',
  takenBack: 'taken back',
  scheduled: 'will be sent {when}',
  takeBack: 'Take back',
  label: 'What became of it',
} as const;

export type DeliveryWord = keyof typeof en;
