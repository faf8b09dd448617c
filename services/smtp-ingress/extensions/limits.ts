import type { Extension } from './extension.ts';

/** RFC 9422: only what is enforced (commands/rcpt.ts). How many mails one session brings is not, nor in how many domains. */
export const limits: Extension = { announce: ({ services }) => `LIMITS RCPTMAX=${services.settings.maxRecipients}` };
