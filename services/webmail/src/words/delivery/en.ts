/** What a server's answer means, by its number (RFC 3463 3), in ICU MessageFormat. Other languages have the same names. */
export const en = {
  noMailbox: 'there is no such mailbox',
  noDomain: 'that domain does not exist, or takes no mail',
  full: 'their mailbox is full',
  tooLarge: 'it is too large for their server',
  unreached: 'their server cannot be reached',
  tooLong: 'their server could not be reached for too long',
  busy: 'their server asks to come again later',
  refused: 'their server refuses it',
} as const;

export type DeliveryWord = keyof typeof en;
