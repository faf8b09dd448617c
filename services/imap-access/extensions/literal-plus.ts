import type { Extension } from '../extension.ts';

/** RFC 7888. The command reader of packages/imap accepts `{5+}`. */
export const literalPlus: Extension = { capabilities: ['LITERAL+'] };
