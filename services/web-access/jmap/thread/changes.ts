import { threadChanges } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { changesMethod, inMail } from '../changes.ts';

/** RFC 8621 3.2. */
export const threadChangesMethod = changesMethod(
  { name: 'Thread', prefix: 'T', capability: MAIL },
  inMail(threadChanges),
);
