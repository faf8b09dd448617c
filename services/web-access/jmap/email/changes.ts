import { emailChanges } from '@postroom/mailbox';
import { MAIL } from '../capabilities.ts';
import { changesMethod } from '../changes.ts';

/** RFC 8621 4.3. */
export const emailChangesMethod = changesMethod({ name: 'Email', prefix: 'E', capability: MAIL }, emailChanges);
