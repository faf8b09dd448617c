/** Texts of redirecting a message, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  what: 'It goes on as it came: from {name}, with everything in it. Whoever gets it sees that you passed it on.',
  refused:
    'this message cannot be passed on as it is: it did not arrive as mail, or nothing proves that it is from whom it says. Forward it instead.',
  from: 'You may not write as {address} any more. Choose another sender.',
  takenBack: 'Taken back. Nobody got it.',
  before: 'It was already sent.',
  unsure: 'There was no answer, so it may have been sent. If you send again, we check that first.',
} as const;

export type RedirectWord = keyof typeof en;
