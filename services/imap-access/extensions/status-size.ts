import type { Extension } from '../extension.ts';
import { kept } from '../status/status-item.ts';

const SIZE = kept('SIZE', (mailbox) => mailbox.sizeBytes);

/** RFC 8438. */
export const statusSize: Extension = { capabilities: ['STATUS=SIZE'], statusItems: { SIZE: () => SIZE } };
