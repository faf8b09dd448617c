import { uidExpunge } from '../commands/expunge.ts';
import type { Extension } from '../extension.ts';

/** RFC 4315. APPENDUID and COPYUID are sent by APPEND, COPY and MOVE. */
export const uidplus: Extension = { capabilities: ['UIDPLUS'], commands: [uidExpunge] };
