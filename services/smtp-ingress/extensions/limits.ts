import type { Extension } from './extension.ts';

/** RFC 9422: announces only the limit that commands/rcpt.ts enforces. There is none for mails of a session or domains of a mail. */
export const limits: Extension = { announce: ({ services }) => `LIMITS RCPTMAX=${services.settings.maxRecipients}` };
