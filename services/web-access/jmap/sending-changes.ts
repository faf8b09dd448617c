import { type SendingKind, sendingChanges } from '@postroom/sending';
import { PRINCIPALS, SUBMISSION } from './capabilities.ts';
import { changesMethod, inAccount } from './changes.ts';

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

/** RFC 9670 3.4. */
export const shareNotificationChangesMethod = changesMethod(
  { name: 'ShareNotification', prefix: 'N', capability: PRINCIPALS },
  reader('notification'),
);

function reader(kind: SendingKind) {
  return inAccount((pool, accountId, sinceState, maxChanges) =>
    sendingChanges(pool, accountId, kind, sinceState, maxChanges),
  );
}
