// What of SMTP needs no connection: a process that only reads addresses loads no client.
export { displayDomain, normaliseDomain } from './grammar/domain.ts';
export { formatMailbox, type Mailbox, parseMailbox } from './grammar/mailbox.ts';
export { normaliseAddress } from './grammar/normalise.ts';
