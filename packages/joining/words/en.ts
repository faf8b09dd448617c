import { heldEn } from './held-en.ts';
import { dateIn, lineOf, sizeIn, type Words } from './words.ts';

const TLS = { implicit: 'TLS (SSL)', starttls: 'STARTTLS' } as const;

export const en: Words = {
  sender: 'Postmaster',
  welcome: (facts) => ({
    subject: `Welcome, ${facts.name || facts.address}`,
    text: [
      `Your mailbox ${facts.address} is open.`,
      ...(facts.publicUrl ? ['', `In the browser: ${facts.publicUrl}/`] : []),
      '',
      'In a mail program: add an account with your address and your password.',
      'Most programs find the rest by themselves. If yours asks:',
      '',
      `  User name: ${facts.address}`,
      '  Password: the one that you chose',
      ...lineOf(facts, 'imap', (host, port, tls) => `  IMAP: ${host}, port ${port}, ${TLS[tls]}`),
      ...lineOf(facts, 'pop3', (host, port, tls) => `  POP3: ${host}, port ${port}, ${TLS[tls]}`),
      ...lineOf(facts, 'submission', (host, port, tls) => `  SMTP: ${host}, port ${port}, ${TLS[tls]}`),
      '',
      'Choose IMAP if you can: your mail is then the same on all devices.',
      '',
      facts.quota === null
        ? 'Your mailbox has no size limit.'
        : `Your mailbox can hold ${sizeIn('en-GB', facts.quota)}.`,
      'Nobody here will ever ask for your password.',
      '',
    ].join('\n'),
  }),
  almostFull: ({ address, used, quota }) => ({
    subject: 'Your mailbox is almost full',
    text: [
      `${address} uses ${sizeIn('en-GB', used)} of ${sizeIn('en-GB', quota)}.`,
      'Once it is full, new mail has to wait, and is returned to its senders if',
      'there is no room for some days. To make room, find and delete old and large',
      'mail in the settings of the webmail ("Space"), or empty Trash and Junk.',
      '',
    ].join('\n'),
  }),
  held: heldEn,
  leaving: ({ address, at }) => ({
    subject: 'Your account is going to be deleted',
    text: [
      'You asked us to delete your account and all its mail:',
      '',
      `  ${address}`,
      `  on ${dateIn('en-GB', at)} (UTC)`,
      '',
      'Until then everything works as before. If you change your mind, sign in to',
      'the webmail and keep the account in its settings. If it was not you who',
      'asked for this, change your password there as well.',
      '',
    ].join('\n'),
  }),
};
