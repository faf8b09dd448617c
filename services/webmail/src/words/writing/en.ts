/** Texts that are loaded with the compose window, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  onBehalf: 'On behalf of {address}',
  seen: 'The recipients see that {address} wrote it on behalf of {other}.',
  gone: 'Choose a sender',
  'gone.why': 'You may not write as the address that was chosen any more. Choose another one under From.',
  widen: 'Make wide',
  narrow: 'Make narrow',
  popOut: 'In a window of its own',
  blocked: 'The browser did not open another window. The message stays here.',
  discarded: 'The draft is in Trash',
  'refused.from': 'you can no longer write as {address}. Choose another sender.',
  'refused.recipients': 'It was not sent: the server takes no mail for {whom}.',
  'refused.recipient': 'The server takes no mail for it.',
  folderCut: 'Only the first {count, number} files were attached.',
  wrong: 'This is not an address.',
  correct: 'Correct {name}',
  'outbox.waiting': 'Waits for the connection',
  'outbox.waits': 'No connection. It waits on this device, and goes as soon as there is one and this page is open.',
  'outbox.waitsAlone':
    'No connection. It waits on this device, and goes as soon as there is one, even if you close this page.',
  'outbox.waitsHere': 'No connection. It is sent as soon as there is one; leave this window open until then.',
  'outbox.waitsForFiles':
    'No connection. Once there is one, its files are uploaded and it is sent; leave this window open until then.',
  'outbox.fault': 'It was not sent. {reason}',
  fileWaits: 'waiting for a connection',
} as const;

export type WritingWord = keyof typeof en;
