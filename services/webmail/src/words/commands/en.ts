/** Texts of the command palette, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  title: 'Commands',
  field: 'What do you want to do?',
  found: '{count, plural, =0 {No such command} one {# command} other {# commands}}',
  of: '{what}: {which}',
  go: 'Go to {place}',
  goShared: 'Go to {place}, of {name}',
  showLabel: 'Show mail labelled {name}',
  putOn: 'Label {name}',
  searchFor: 'Search mail for “{words}”',
  selectAll: 'Select all that is shown',
  shareFolder: 'Share {folder}…',
  renameFolder: 'Rename {folder}…',
  removeFolder: 'Delete the folder {folder}',
  newIn: 'New folder in {folder}…',
  emptyFolder: 'Delete all in {folder} for good…',
  light: 'Light colours',
  dark: 'Dark colours',
  auto: 'Same colours as this device',
  'also.part.you': 'name signature address identity delegation',
  'also.part.mail': 'vacation away held back quarantine read receipts',
  'also.part.notices': 'notify new mail desktop alert',
  'also.part.look': 'language theme dark light',
  'also.part.space': 'quota clean up import export mbox files',
  'also.part.account': 'sign out password devices sessions app passwords delete account',
} as const;

export type CommandWord = keyof typeof en;
