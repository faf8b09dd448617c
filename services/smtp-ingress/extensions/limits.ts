import type { Extension } from './extension.ts';

/** RFC 9422: announces only the limit that commands/rcpt.ts enforces. Mails per session and domains per mail are not limited. */
export const limits: Extension = { announce: ({ services }) => `LIMITS RCPTMAX=${services.settings.maxRecipients}` };
