import { ownerOf } from '../../jmap/ids.ts';
import type { EmailBodyPart, Message } from '../../jmap/types.ts';

/** RFC 3464, RFC 6533. */
const STATUS = /^message\/(?:global-)?delivery-status$/;
/** What of a report is for machines (RFC 6522 3); a message that it brings back whole is for people, too. */
const MACHINE = /^(?:message\/(?:global-)?delivery-status|message\/global-headers|text\/rfc822-headers)$/;

/** Whether a mail is a report on what became of one, and to oneself. */
export function isReport({ id, attachments }: Pick<Message, 'id' | 'attachments'>): boolean {
  return ownerOf(id) === undefined && attachments.some(({ type }) => STATUS.test(type));
}

export function isForMachines({ type }: Pick<EmailBodyPart, 'type'>): boolean {
  return MACHINE.test(type);
}
