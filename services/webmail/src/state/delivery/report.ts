import { ownerOf } from '../../jmap/ids.ts';
import type { EmailBodyPart, Message } from '../../jmap/types.ts';

/** The type of a delivery status part (RFC 3464, RFC 6533). */
const STATUS = /^message\/(?:global-)?delivery-status$/;
/** Parts of a report for programs only (RFC 6522 3); a complete returned message is for people too. */
const MACHINE = /^(?:message\/(?:global-)?delivery-status|message\/global-headers|text\/rfc822-headers)$/;

/** Returns whether a message is a delivery report in one's own account. */
export function isReport({ id, attachments }: Pick<Message, 'id' | 'attachments'>): boolean {
  return ownerOf(id) === undefined && attachments.some(({ type }) => STATUS.test(type));
}

export function isForMachines({ type }: Pick<EmailBodyPart, 'type'>): boolean {
  return MACHINE.test(type);
}
