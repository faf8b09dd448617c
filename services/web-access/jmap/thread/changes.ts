import { threadChanges } from '@postroom/mailbox';
import { changesMethod } from '../changes.ts';

/** RFC 8621 3.2. */
export const threadChangesMethod = changesMethod('Thread', threadChanges);
