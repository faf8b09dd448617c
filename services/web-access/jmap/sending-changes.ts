import { type SendingKind, sendingChanges } from '@postroom/sending';
import { SUBMISSION } from './capabilities.ts';
import { changesMethod } from './changes.ts';

/** RFC 8621 6.2. */
export const identityChangesMethod = changesMethod(
  { name: 'Identity', prefix: 'I', capability: SUBMISSION },
  reader('identity'),
);

/** RFC 8621 7.2. */
export const submissionChangesMethod = changesMethod(
  { name: 'EmailSubmission', prefix: 'S', capability: SUBMISSION },
  reader('submission'),
);

function reader(kind: SendingKind) {
  return (...[pool, accountId, sinceState, maxChanges]: ReadArguments) =>
    sendingChanges(pool, accountId, kind, sinceState, maxChanges);
}

type ReadArguments = Parameters<Parameters<typeof changesMethod>[1]>;
