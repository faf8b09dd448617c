import type { HeldReason } from '../held-mail.ts';
import { dateIn, type Words } from './words.ts';

const WHY: Readonly<Record<HeldReason, string>> = {
  virus: 'It contains a virus. Only the postmaster can release it.',
  unwanted: 'Mail from this sender is blocked here.',
  unproven: 'It could not be verified that it is from the sender it names.',
  source: 'The server that sent it, or a link in it, is known for junk.',
  pretends: 'Its sender imitates somebody else.',
  links: 'A link in it does not lead where it claims to.',
  program: 'A program is attached.',
  doubted: 'The server did not trust it when it arrived.',
};

export const heldEn: Words['held'] = ({ address, mails, count, days, publicUrl }) => ({
  subject: count === 1 ? 'A message was held back' : `${count} messages were held back`,
  text: [
    `The following mail for ${address} looked suspicious and is held back:`,
    '',
    ...mails.flatMap(({ from, subject, at, why }) => [
      `  From: ${from || 'nobody'}`,
      `  Subject: ${subject || 'none'}`,
      `  Received: ${dateIn('en-GB', at)} (UTC)`,
      `  Why: ${why.map((each) => WHY[each]).join(' ')}`,
      '',
    ]),
    ...(count > mails.length ? [`and ${count - mails.length} more.`, ''] : []),
    'You find it in the settings of the webmail, under "Mail", "Held back". Release',
    'what you trust there, and choose how often you are told.',
    ...(publicUrl ? ['', `  ${publicUrl}/`] : []),
    '',
    `Mail that is not released is deleted ${days} days after it arrived. If you do not`,
    'expect any of it, there is nothing you need to do.',
    '',
  ].join('\n'),
});
