/** Why a mail is junk, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  why: 'Why is this in Junk?',
  noted: 'What the server noted',
  byYou: 'It was marked as junk by you.',
  unknown: 'The server found nothing: you or one of your mail programs put it here, or it is too long ago to say.',
  doubted: 'The server doubted it when it came.',
  filter: 'It reads like mail that was put into Junk here before.',
  sender: 'Nothing proves that it is from whom it says, and that domain asks to doubt such mail.',
  listed: 'The server that brought it, or a link in it, stands in a list of sources of junk.',
  server: 'The server that brought it does not behave like a mail server.',
  much: 'Very much mail came from that network in a short time.',
  guesses: 'That network guesses at addresses.',
  noAnswer: 'Its sender could not be answered, or is none that writes letters.',
  pretends: 'The name of the sender shows another address than the real one.',
  looksLike: "The sender's domain looks like another one.",
  links: 'A link in it leads elsewhere than it says.',
  attachments: 'A program is attached, or lies in an attached archive.',
  hiddenNames: 'An attached archive hides what is in it.',
  macros: 'An attached document has macros in it, which may run programs.',
  pages: 'An attached page runs a script when it is opened.',
} as const;

export type JunkWord = keyof typeof en;
