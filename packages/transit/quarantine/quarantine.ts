import type { JunkReason } from '../junk-reason.ts';

/** How many reasons of one message are kept. */
export const MAX_FOUND = 20;

/** Why a message is in quarantine, and what shows its recipient which message it is. */
export interface Quarantine {
  /** The reason in words. */
  readonly reason: string;
  /** The same reasons by who found them, for callers that word them themselves. Messages stored by older versions lack them. */
  readonly found?: readonly JunkReason[];
  /** The From and Subject fields, decoded and cut where they are too long. */
  readonly from: string;
  readonly subject: string;
  /** Whether it carries a virus: then only an operator can release it, not the recipient. */
  readonly isDangerous: boolean;
}

/** A delivery in quarantine. */
export interface Quarantined extends Quarantine {
  id: string;
  mailId: string;
  blobId: string;
  accountId: number | null;
  recipient: string;
  originalRecipient: string;
  reversePath: string;
  messageId: string;
  size: number;
  clientAddress: string | null;
  acceptedAt: Date;
}

/** SQL: the columns of a delivery `d` and its message `m` that are shown. */
export const QUARANTINED = `d.id, d.mail_id as "mailId", m.blob_id as "blobId", d.account_id as "accountId", d.recipient,
  d.original_recipient as "originalRecipient", m.reverse_path as "reversePath", m.message_id as "messageId", m.size,
  m.client_address as "clientAddress", m.accepted_at as "acceptedAt", d.quarantine->>'reason' as reason,
  d.quarantine->>'from' as "from", d.quarantine->>'subject' as subject,
  coalesce(d.quarantine->'found', '[]') as found, coalesce((d.quarantine->>'isDangerous')::boolean, false) as "isDangerous"`;
