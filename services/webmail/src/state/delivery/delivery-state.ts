import type { Submission } from '../../jmap/types.ts';

/** The states of a delivery, the worst first: for a message to several people the worst is shown. */
const STATES = ['failed', 'waiting', 'queued', 'relayed', 'delivered', 'read'] as const;
export type DeliveryState = (typeof STATES)[number];

/** The delivery status of one recipient (RFC 8621 7). */
export type DeliveryStatus = NonNullable<Submission['deliveryStatus']>[string];

/** Returns how far the delivery to one recipient has come (RFC 8621 7). */
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

/** Returns the worst state of all recipients; null where nothing is known of any. */
export function stateOfAll({
  undoStatus,
  deliveryStatus,
}: Pick<Submission, 'undoStatus' | 'deliveryStatus'>): DeliveryState | 'scheduled' | 'takenBack' | null {
  if (undoStatus === 'pending') return 'scheduled';
  if (undoStatus === 'canceled') return 'takenBack';
  const states = Object.values(deliveryStatus ?? {}).map(stateOf);
  return STATES.find((state) => states.includes(state)) ?? null;
}
