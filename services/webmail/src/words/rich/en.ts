/** Texts of the editor, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  broken: 'The editor could not be loaded. What you wrote is kept.',
  label: 'How it looks',
  strong: 'Bold',
  em: 'Italic',
  underline: 'Underline',
  strike: 'Strikethrough',
  bullet_list: 'List',
  ordered_list: 'Numbered list',
  blockquote: 'Quote',
  link: 'Link',
  linkTo: 'Where the link leads',
  setLink: 'Set link',
  removeLink: 'Remove link',
  size: 'Size',
  'size.usual': 'Usual',
  'size.small': 'Small',
  'size.large': 'Large',
  'size.huge': 'Very large',
  ink: 'Colour',
  'ink.usual': 'Usual',
  'ink.grey': 'Grey',
  'ink.red': 'Red',
  'ink.orange': 'Brown',
  'ink.green': 'Green',
  'ink.blue': 'Blue',
  picture: 'Picture in the text',
  clear: 'Clear formatting',
  simpler:
    'The editor shows this message in a simpler form: background colours, frames and side-by-side layout are gone.',
  asItWas: 'Send it as it was',
  picturesLeft:
    '{count, plural, one {A picture lies elsewhere and did not come along.} other {# pictures lie elsewhere and did not come along.}} Paste or drop pictures as files.',
} as const;

export type RichWord = keyof typeof en;
