/** Texts of shared folders, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  title: 'Shared with me',
  by: 'Shared by {name}',
  mayNot: 'That is not among what you may do in this folder.',
  notHere: 'That cannot be done with mail here.',
  removeAsk:
    '{count, plural, one {Delete this for everybody?} other {Delete # conversations for everybody?}} There is no Trash for it here, so it cannot be undone.',
  gone: '“{folder}” is not shared with you any more.',
  copyTo: 'Copy to my {folder}',
  copyToOf: 'Copy to {folder} of {name}',
  also: 'Also found in',
  alsoAsking: 'Searching shared folders…',
  alsoNothing: 'Nothing in other places that are shared with you.',
  alsoFailed: 'Shared folders could not be searched.',
  alsoIn: '{count, plural, one {# conversation in {place}} other {# conversations in {place}}}',
  folderOf: '{folder} · {name}',
  ownMail: 'My mail',
  copied: '{count, plural, one {Copied to {folder}} other {# copied to {folder}}}',
} as const;

export type SharedWord = keyof typeof en;
