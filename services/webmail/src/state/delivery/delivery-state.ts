import type { Submission } from '../../jmap/types.ts';

/** The worst first: it is what one has to know of a mail to several people. */
const STATES = ['failed', 'waiting', 'queued', 'relayed', 'delivered', 'read'] as const;
export type DeliveryState = (typeof STATES)[number];

/** RFC 8621 7, of one recipient. */
export type DeliveryStatus = NonNullable<Submission['deliveryStatus']>[string];

/** How far a mail came on its way to one recipient (RFC 8621 7). */
export function stateOf({ delivered, smtpReply, displayed }: DeliveryStatus): DeliveryState {
  if (displayed === 'yes') return 'read';
  switch (delivered) {
    case 'yes':
      return 'delivered';
    case 'no':
      return 'failed';
    case 'queued':
      return smtpReply.startsWith('2') ? 'queued' : 'waiting';
    default:
      return 'relayed';
  }
}

/** The same for all of its recipients together; null: nothing is known of any. */
export function stateOfAll({
  undoStatus,
  deliveryStatus,
}: Pick<Submission, 'undoStatus' | 'deliveryStatus'>): DeliveryState | 'scheduled' | 'takenBack' | null {
  if (undoStatus === 'pending') return 'scheduled';
  if (undoStatus === 'canceled') return 'takenBack';
  const states = Object.values(deliveryStatus ?? {}).map(stateOf);
  return STATES.find((state) => states.includes(state)) ?? null;
}
