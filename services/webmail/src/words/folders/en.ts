/** Texts of changes to folders, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  nameIn: 'New folder in “{folder}”',
  newName: 'Rename “{folder}”',
  noName: 'Enter a name.',
  noSlash: 'a name cannot contain a slash (/).',
  inTrash: '“{folder}” is in Trash',
  removeTheirsAsk: 'Move the folder “{folder}” to the Trash of its owner? Only its owner can take it out again.',
  removeAsk:
    '{folders, plural, =0 {{count, plural, =0 {Delete the folder “{folder}” for good?} one {Delete the folder “{folder}” and the message in it for good?} other {Delete the folder “{folder}” and the # messages in it for good?}}} one {{count, plural, =0 {Delete the folder “{folder}” and the folder in it for good?} one {Delete the folder “{folder}”, the folder in it and # message for good?} other {Delete the folder “{folder}”, the folder in it and # messages for good?}}} other {{count, plural, =0 {Delete the folder “{folder}” and {folders, number} folders in it for good?} one {Delete the folder “{folder}”, {folders, number} folders in it and # message for good?} other {Delete the folder “{folder}”, {folders, number} folders in it and # messages for good?}}}} This cannot be undone.',
  emptyAsk:
    '{folders, plural, =0 {{count, plural, one {Delete # message for good?} other {Delete all # messages for good?}}} one {{count, plural, =0 {Delete the folder in it for good?} one {Delete the folder in it and # message for good?} other {Delete the folder in it and all # messages for good?}}} other {{count, plural, =0 {Delete the {folders, number} folders in it for good?} one {Delete the {folders, number} folders in it and # message for good?} other {Delete the {folders, number} folders in it and all # messages for good?}}}} This cannot be undone.',
  forGoodAsk:
    '{count, plural, one {Delete this for good?} other {Delete # conversations for good?}} This cannot be undone.',
  hasChild: 'There are folders in “{folder}”. Delete them first.',
  made: '“{folder}” is made',
  renamed: '“{folder}” is now called “{name}”',
  removed: '“{folder}” is deleted for good',
} as const;

export type FolderWord = keyof typeof en;
