/** Texts of delivery reports, in ICU MessageFormat. Other languages have the same names. */
export const en = {
  label: 'What this report says',
  failed: '“{subject}” did not arrive',
  delayed: '“{subject}” has not arrived yet; it is still being tried',
  arrived: '“{subject}” arrived',
  nameless: 'A message without a subject',
  failedTo: 'It did not reach:',
  delayedTo: 'It has not reached:',
  arrivedTo: 'It reached:',
  noReason: 'no reason is given',
  open: 'Open that message',
  noCopy: 'You sent that message, but no copy of it was found in your folders.',
  notHere:
    'That message is not among your mail. If you did not write it, somebody misused your address, and there is nothing you need to do.',
  machine: 'The report as the machine wrote it',
  by: 'Reported by {server}.',
} as const;

export type ReportWord = keyof typeof en;
