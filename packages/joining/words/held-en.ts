import type { HeldReason } from '../held-mail.ts';
import { dateIn, type Words } from './words.ts';

const WHY: Readonly<Record<HeldReason, string>> = {
  virus: 'It carries a virus. Only the postmaster can release it.',
  unwanted: 'Mail from this sender is not wanted here.',
  unproven: 'Nothing proves that it is from whom it says.',
  source: 'The server that brought it, or a link in it, is known for junk.',
  pretends: 'Its sender looks like somebody else.',
  links: 'A link in it leads elsewhere than it says.',
  program: 'A program is attached.',
  doubted: 'The server doubted it when it came.',
};

export const heldEn: Words['held'] = ({ address, mails, count, days, publicUrl }) => ({
  subject: count === 1 ? 'A mail was held back' : `${count} mails were held back`,
  text: [
    `Mail for ${address} looked too bad for your folders and is held back:`,
    '',
    ...mails.flatMap(({ from, subject, at, why }) => [
      `  From: ${from || 'nobody'}`,
      `  Subject: ${subject || 'none'}`,
      `  Came: ${dateIn('en-GB', at)} (UTC)`,
      `  Why: ${why.map((each) => WHY[each]).join(' ')}`,
      '',
    ]),
    ...(count > mails.length ? [`and ${count - mails.length} more.`, ''] : []),
    'You find it in the settings of the page, under "Mail", "Held back"; release',
    'there what is good, and choose how often you hear of it.',
    ...(publicUrl ? ['', `  ${publicUrl}/`] : []),
    '',
    `What nobody releases is deleted ${days} days after it came. If you expect none of`,
    'it there is nothing to do.',
    '',
  ].join('\n'),
});
