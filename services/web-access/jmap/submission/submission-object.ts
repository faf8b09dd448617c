import { formatId, formatUtcDate, type JsonObject } from '@postroom/jmap';
import type { Submission } from '@postroom/sending';
import type { MailProgress, RecipientProgress } from '@postroom/transit';
import { DELIVERY_TIMES, REDIRECT } from '../capabilities.ts';
import { deliveryStatus, deliveryTimes } from './delivery-status.ts';

const PROPERTIES = [
  ...['id', 'identityId', 'emailId', 'threadId', 'envelope', 'sendAt', 'undoStatus', 'deliveryStatus'],
  ...['dsnBlobIds', 'mdnBlobIds'],
];

/** Returns the properties known to a request that uses these capabilities. */
export function submissionProperties(using: ReadonlySet<string>): readonly string[] {
  return [
    ...PROPERTIES,
    // docs/decisions/0250-redirect.md
    ...(using.has(REDIRECT) ? ['resentTo'] : []),
    // docs/decisions/0270-delivery-times.md
    ...(using.has(DELIVERY_TIMES) ? ['deliveryTimes'] : []),
  ];
}

/** A mail that is missing this long after it was sent has been cleaned up; before that, it was never accepted. In milliseconds. */
const FORGOTTEN_MS = 24 * 3_600_000;

export type UndoStatus = 'pending' | 'final' | 'canceled';

/** RFC 8621 7. @param progress the progress of its mail, if there is one */
export function undoStatus({ canceled, sendAt }: Submission, progress: MailProgress | undefined): UndoStatus {
  if (canceled) return 'canceled';
  if (progress) return progress.isUntouched ? 'pending' : 'final';
  return sendAt.getTime() < Date.now() - FORGOTTEN_MS ? 'final' : 'canceled';
}

export interface KnownProgress {
  readonly progress: MailProgress | undefined;
  readonly recipients: readonly RecipientProgress[];
  readonly dsnBlobIds: readonly string[];
  readonly mdnBlobIds: readonly string[];
}

/** Returns the object of a submission (RFC 8621 7), with our own properties. */
export function submissionObject(submission: Submission, known: KnownProgress): JsonObject {
  const { id, identityId, emailId, threadId, envelope, sendAt, resentTo } = submission;
  return {
    id: formatId('S', id),
    identityId: formatId('I', identityId),
    emailId: formatId('E', emailId),
    threadId: formatId('T', threadId),
    envelope: envelope as unknown as JsonObject,
    sendAt: formatUtcDate(new Date(Math.floor(sendAt.getTime() / 1_000) * 1_000)),
    undoStatus: undoStatus(submission, known.progress),
    deliveryStatus: known.progress ? deliveryStatus(known.recipients) : null,
    deliveryTimes: known.progress ? deliveryTimes(known.recipients) : null,
    dsnBlobIds: [...known.dsnBlobIds],
    mdnBlobIds: [...known.mdnBlobIds],
    resentTo: resentTo as unknown as JsonObject[] | null,
  };
}
