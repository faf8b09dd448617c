import { formatId, formatUtcDate, type JsonObject } from '@postroom/jmap';
import type { Submission } from '@postroom/sending';
import type { MailProgress, RecipientProgress } from '@postroom/transit';
import { REDIRECT } from '../capabilities.ts';

const PROPERTIES = [
  ...['id', 'identityId', 'emailId', 'threadId', 'envelope', 'sendAt', 'undoStatus', 'deliveryStatus'],
  ...['dsnBlobIds', 'mdnBlobIds'],
];

/** Those that a request knows of that uses these capabilities. */
export function submissionProperties(using: ReadonlySet<string>): readonly string[] {
  // docs/decisions/0250-redirect.md
  return using.has(REDIRECT) ? [...PROPERTIES, 'resentTo'] : PROPERTIES;
}

/** A mail that is not there this long after it was sent was forgotten with its trace, and not lost before it was accepted, ms. */
const FORGOTTEN_MS = 24 * 3_600_000;

export type UndoStatus = 'pending' | 'final' | 'canceled';

/** RFC 8621 7. @param progress of its mail, if there is one */
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

/** RFC 8621 7, and what is ours. */
export function submissionObject(submission: Submission, known: KnownProgress): JsonObject {
  const { id, identityId, emailId, threadId, envelope, sendAt, resentTo } = submission;
  return {
    ...{ id: formatId('S', id), identityId: formatId('I', identityId), emailId: formatId('E', emailId) },
    ...{ threadId: formatId('T', threadId), envelope: envelope as unknown as JsonObject },
    sendAt: formatUtcDate(new Date(Math.floor(sendAt.getTime() / 1_000) * 1_000)),
    undoStatus: undoStatus(submission, known.progress),
    deliveryStatus: known.progress ? deliveryStatus(known.recipients) : null,
    dsnBlobIds: [...known.dsnBlobIds],
    mdnBlobIds: [...known.mdnBlobIds],
    resentTo: resentTo as unknown as JsonObject[] | null,
  };
}

/** Of several places that one recipient led to, the worst news is told. */
const WORST_FIRST = ['no', 'queued', 'unknown', 'yes'];

function deliveryStatus(recipients: readonly RecipientProgress[]): JsonObject {
  const byRecipient = Map.groupBy(recipients, ({ recipient }) => recipient);
  return Object.fromEntries(
    Array.from(byRecipient, ([recipient, places]) => {
      const all = places.map(statusOf);
      const worst = WORST_FIRST.flatMap((word) => all.filter(({ delivered }) => delivered === word))[0];
      return [
        recipient,
        { ...(worst ?? {}), displayed: places.some(({ displayed }) => displayed) ? 'yes' : 'unknown' },
      ];
    }),
  );
}

function statusOf({ state, reply, reported }: RecipientProgress): { smtpReply: string; delivered: string } {
  switch (state) {
    case 'queued':
    case 'quarantined':
      return { smtpReply: asReply(reply, '250 2.1.5 Queued', '451 4.4.1'), delivered: 'queued' };
    case 'delivered':
      return { smtpReply: '250 2.0.0 Delivered', delivered: 'yes' };
    case 'relayed':
      return {
        smtpReply: asReply(reply, '250 2.0.0 OK', '250 2.0.0'),
        delivered: REPORTED[reported ?? ''] ?? 'unknown',
      };
    case 'failed':
      return { smtpReply: asReply(reply, '550 5.0.0 Not delivered', '554 5.0.0'), delivered: 'no' };
    case 'cancelled':
      return { smtpReply: '550 5.7.1 Taken back', delivered: 'no' };
  }
}

/** RFC 3464 2.3.3, what the server says that took it. */
const REPORTED: Readonly<Record<string, string>> = { failed: 'no', delivered: 'yes' };

/** RFC 8621 7: a reply of SMTP; what stood in the way where no server answered gets a code of ours. */
function asReply(reply: string | null, otherwise: string, code: string): string {
  if (!reply) return otherwise;
  if (/^[2-5]\d\d[ -]/.test(reply)) return reply;
  // RFC 3463 2: what we say ourselves begins with a status code.
  const [, kind] = /^([245])\.\d{1,3}\.\d{1,3} /.exec(reply) ?? [];
  return kind ? `${kind}50 ${reply}` : `${code} ${reply}`;
}
