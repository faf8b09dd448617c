/** Texts on why a message is junk, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  why: 'Why is this in Junk?',
  noted: 'What the server noted',
  byYou: 'It was marked as junk by you.',
  unknown:
    'The server has no reason on record: you or one of your mail programs moved it here, or it arrived too long ago.',
  doubted: 'The server doubted it when it came.',
  filter: 'It resembles mail that was marked as junk here before.',
  sender: 'Nothing proves that it is from whom it says, and that domain asks to doubt such mail.',
  listed: 'The server that brought it, or a link in it, stands in a list of sources of junk.',
  server: 'The server that brought it does not behave like a mail server.',
  much: 'A lot of mail came from that network in a short time.',
  guesses: 'That network is guessing addresses.',
  noAnswer: 'Its sender cannot receive replies, or is not one that writes mail.',
  pretends: 'The sender’s name shows a different address from the real one.',
  looksLike: 'The sender’s domain looks like another one.',
  links: 'A link in it leads elsewhere than it says.',
  attachments: 'A program is attached, or lies in an attached archive.',
  hiddenNames: 'An attached archive hides what is in it.',
  macros: 'An attached document contains macros, which may run programs.',
  pages: 'An attached page runs a script when it is opened.',
} as const;

export type JunkWord = keyof typeof en;
