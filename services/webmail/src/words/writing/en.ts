/** Texts that come with the window in which one writes, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  onBehalf: 'On behalf of {address}',
  seen: 'The recipients see that {address} wrote it on behalf of {other}.',
  gone: 'Choose a sender',
  'gone.why': 'You may not write as the address that was chosen any more. Choose another one under From.',
  discarded: 'The draft is in Trash',
  'refused.from': 'you may not write as {address} any more. Choose another sender.',
  'refused.recipients': 'the server takes no mail for {whom}.',
  'refused.tooLarge': 'it is too large. Leave out a file.',
  'refused.tooManyRecipients': 'it goes to too many at once.',
  'refused.noRecipients': 'it has no recipient.',
  'refused.rateLimit': 'you have sent very much in a short time. Try again later.',
  'refused.overQuota': 'too much of yours waits to be sent already.',
  'refused.sender': 'it does not say who sends it.',
  'refused.content': 'the server does not take what is in it ({detail}).',
} as const;

export type WritingWord = keyof typeof en;
