import { emailChanges } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { changesMethod, inMail } from '../changes.ts';

/** RFC 8621 4.3. */
export const emailChangesMethod = changesMethod({ name: 'Email', prefix: 'E', capability: MAIL }, inMail(emailChanges));
