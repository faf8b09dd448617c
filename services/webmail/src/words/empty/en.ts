/** Texts for places that are empty: what each is for, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  inbox: 'Nothing here. New mail arrives by itself.',
  drafts: 'Messages you have begun to write are kept here.',
  sent: 'Messages you send are kept here, and you see what became of each.',
  archive: 'Archive mail that is dealt with but worth keeping: press e, or choose Archive.',
  snoozed: 'Mail that you want to see again later waits here, and comes back to the inbox by itself.',
  trash: 'What you delete is kept here until it is emptied.',
  junk: 'Unwanted mail comes here.',
  folder: 'Nothing in this folder. Drag mail onto it, or choose Move.',
  shared: 'Nothing in this folder, which {name} shares with you.',
  label: 'No mail is labelled {name}. To label a message, choose Label on it.',
  search: 'No mail matches all of that.',
  write: 'Write a message',
  toInbox: 'Go to the inbox',
  clear: 'Clear the search',
  everywhere: 'Search everywhere',
} as const;

export type EmptyWord = keyof typeof en;
