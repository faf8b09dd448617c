/** Texts of the dialog for a label, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  taken: 'There is a label with that name already.',
  noName: 'Enter a name.',
  tooMany: 'You cannot have more labels. Remove one that you no longer use.',
} as const;

export type LabelWord = keyof typeof en;
