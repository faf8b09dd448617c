import type { WritingWord } from '../../words/writing/en.ts';

/** What is said of a mail that the server does not send, by the type of its refusal (RFC 8620 5.3, RFC 8621 7.5). */
export const REFUSALS: Readonly<Record<string, WritingWord>> = {
  forbiddenMailFrom: 'refused.from',
  forbiddenFrom: 'refused.from',
  invalidRecipients: 'refused.recipients',
  tooLarge: 'refused.tooLarge',
  tooManyRecipients: 'refused.tooManyRecipients',
  noRecipients: 'refused.noRecipients',
  rateLimit: 'refused.rateLimit',
  overQuota: 'refused.overQuota',
  invalidEmail: 'refused.sender',
  forbiddenToSend: 'refused.content',
};
