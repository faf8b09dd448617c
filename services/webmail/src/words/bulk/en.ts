/** Texts of actions on all mail of a list, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  doing: '{count, number} of {total, number} done…',
  stop: 'Stop',
  takingBack: 'Taking back: {count, number} of {total, number}…',
  takenBack: 'It is as it was.',
  read: '{count, plural, one {# conversation marked as read} other {# conversations marked as read}}',
  unread: '{count, plural, one {# conversation marked as unread} other {# conversations marked as unread}}',
  starred: '{count, plural, one {# conversation starred} other {# conversations starred}}',
  unstarred: '{count, plural, one {Star removed from # conversation} other {Star removed from # conversations}}',
  marked: '{count, plural, one {# conversation changed} other {# conversations changed}}',
} as const;

export type BulkWord = keyof typeof en;
