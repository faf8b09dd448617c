/** Texts that come with the settings, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  parts: 'Parts of the settings',
  'part.you': 'You',
  'part.mail': 'Mail',
  'part.look': 'Appearance',
  'part.space': 'Space and files',
  'part.account': 'Sign-in and account',
  chooseFile: 'Choose a file',
} as const;

export type SettingsWord = keyof typeof en;
