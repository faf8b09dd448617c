import { emailChanges } from '@postroom/mailbox';
import { changesMethod } from '../changes.ts';

/** RFC 8621 4.3. */
export const emailChangesMethod = changesMethod('Email', emailChanges);
