import type { RefusalWord } from '../words/refusals/en.ts';

/** The texts for refusals, by the type of an object's error (RFC 8620 5.3, RFC 8621, RFC 9007) or of a method's (RFC 8620 3.6.2). */
export const REFUSALS: Readonly<Record<string, RefusalWord>> = {
  forbidden: 'forbidden',
  overQuota: 'overQuota',
  tooLarge: 'tooLarge',
  rateLimit: 'rateLimit',
  notFound: 'notFound',
  willDestroy: 'notFound',
  accountNotFound: 'notFound',
  stateMismatch: 'changed',
  alreadyExists: 'alreadyExists',
  mailboxHasChild: 'hasChild',
  mailboxHasEmail: 'hasEmail',
  blobNotFound: 'noFile',
  tooManyKeywords: 'tooManyLabels',
  tooManyMailboxes: 'tooManyFolders',
  forbiddenFrom: 'notYours',
  forbiddenMailFrom: 'notYours',
  cannotUnsend: 'underWay',
  mdnAlreadySent: 'toldBefore',
  invalidRecipients: 'recipients',
  noRecipients: 'noRecipients',
  tooManyRecipients: 'tooManyRecipients',
  invalidEmail: 'sender',
  forbiddenToSend: 'content',
  invalidProperties: 'invalid',
  invalidPatch: 'invalid',
  singleton: 'invalid',
  invalidArguments: 'invalid',
  requestTooLarge: 'tooLarge',
  serverUnavailable: 'server',
  serverFail: 'server',
  serverPartialFail: 'server',
};

/** Other texts for a message that is being sent. */
export const REFUSALS_OF_SENDING: Readonly<Record<string, RefusalWord>> = {
  tooLarge: 'sending.tooLarge',
  rateLimit: 'sending.rateLimit',
  overQuota: 'sending.overQuota',
};

/** Texts for invalidProperties, by the first invalid property. */
export const WRONG_PROPERTIES: Readonly<Record<string, RefusalWord>> = {
  name: 'name',
  email: 'email',
  parentId: 'place',
  mailboxIds: 'place',
};

/** Texts for a refused request, by the status of its response. */
export const STATUSES: Readonly<Record<number, RefusalWord>> = {
  400: 'invalid',
  403: 'forbidden',
  404: 'notFound',
  409: 'changed',
  413: 'tooLarge',
  429: 'rateLimit',
  507: 'overQuota',
};
