/** Texts of changes to folders, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  nameIn: 'Name of the new folder in “{folder}”',
  newName: 'New name of “{folder}”',
  removeAsk: 'Delete the folder “{folder}”?',
  removeAllAsk:
    '{count, plural, one {Delete the folder “{folder}” and the mail in it?} other {Delete the folder “{folder}” and the # mails in it?}} They go for good.',
  hasChild: 'There are folders in “{folder}”. Delete these first.',
  made: '“{folder}” is there',
  renamed: '“{folder}” is now called “{name}”',
  removed: '“{folder}” is deleted',
} as const;

export type FolderWord = keyof typeof en;
