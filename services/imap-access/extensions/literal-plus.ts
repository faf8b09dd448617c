import type { Extension } from '../extension.ts';

/** RFC 7888: the reader of packages/imap takes `{5+}`. */
export const literalPlus: Extension = { capabilities: ['LITERAL+'] };
