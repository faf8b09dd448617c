/** Texts of the senders that are always or never accepted, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  title: 'Always and never',
  what: 'Mail from other servers. Never: it is refused, and you do not get it. Always: it is not taken for junk, if it is proven to be from that sender.',
  address: 'Address or domain',
  example: 'for example news@shop.example or shop.example',
  rule: 'What happens to mail from {sender}',
  newRule: 'What happens to its mail',
  always: 'Always',
  never: 'Never',
  add: 'Add',
  remove: 'Remove',
  removeOne: 'Remove {sender}',
  isAlways: 'Mail from {sender} is always accepted from now on.',
  isNever: 'Mail from {sender} is refused from now on. What is here stays.',
  isAsBefore: 'There is no rule for {sender} any more.',
  none: 'No sender is here yet.',
  wrong: 'That is neither an address nor a domain.',
  tooMany: 'There are too many senders here. Remove some first.',
  offline: 'There is no connection. Nothing was changed.',
  failed: 'That did not work. Nothing was changed.',
} as const;

export type SenderWord = keyof typeof en;
