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
      'Take IMAP where you can: your mail is then the same everywhere.',
      '',
      facts.quota === null
        ? 'Your mail may take as much room as it needs.'
        : `Your mailbox has room for ${sizeIn('en-GB', facts.quota)}.`,
      'Nobody here will ever ask for your password.',
      '',
    ].join('\n'),
  }),
  almostFull: ({ address, used, quota }) => ({
    subject: 'Your mailbox is almost full',
    text: [
      `${address} has taken ${sizeIn('en-GB', used)} of ${sizeIn('en-GB', quota)}.`,
      'Once it is full, new mail waits at its senders, and goes back to them if',
      'there is no room for days. Old and large mail can be found and deleted in',
      'the settings of the page ("Space"); Trash and Junk can be emptied.',
      '',
    ].join('\n'),
  }),
  held: heldEn,
  leaving: ({ address, at }) => ({
    subject: 'Your account is going to be deleted',
    text: [
      'You asked for your account to be deleted with all its mail:',
      '',
      `  ${address}`,
      `  on ${dateIn('en-GB', at)} (UTC)`,
      '',
      'Until then everything works as before. If you think better of it, sign in',
      'to the page and keep the account. If it was not you who asked for this,',
      'change your password there as well.',
      '',
    ].join('\n'),
  }),
};
