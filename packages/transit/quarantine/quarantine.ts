import type { JunkReason } from '../junk-reason.ts';

/** Reasons of one mail that are noted. */
export const MAX_FOUND = 20;

/** Why a mail is kept apart from its recipient, and what shows him which mail it is. */
export interface Quarantine {
  /** In words. */
  readonly reason: string;
  /** The same by who found it, for who has words of his own for that. Not of mail that came before there was this. */
  readonly found?: readonly JunkReason[];
  /** As in its header, decoded, without what is too long. */
  readonly from: string;
  readonly subject: string;
  /** It carries a virus: its recipient cannot release it, an operator can. */
  readonly isDangerous: boolean;
}

/** A delivery that is kept apart. */
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

/** SQL: what is shown of a delivery `d` and its mail `m`. */
export const QUARANTINED = `d.id, d.mail_id as "mailId", m.blob_id as "blobId", d.account_id as "accountId", d.recipient,
  d.original_recipient as "originalRecipient", m.reverse_path as "reversePath", m.message_id as "messageId", m.size,
  m.client_address as "clientAddress", m.accepted_at as "acceptedAt", d.quarantine->>'reason' as reason,
  d.quarantine->>'from' as "from", d.quarantine->>'subject' as subject,
  coalesce(d.quarantine->'found', '[]') as found, coalesce((d.quarantine->>'isDangerous')::boolean, false) as "isDangerous"`;
