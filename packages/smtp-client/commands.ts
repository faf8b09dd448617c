import {
  type Extensions,
  encodeXtext,
  formatDeliverBy,
  formatMailbox,
  formatOrcpt,
  needsSmtpUtf8,
  normaliseDomain,
  parseMailbox,
} from '@postroom/smtp';
import { SmtpFailure } from './failure.ts';
import type { OutgoingMessage, OutgoingRecipient } from './message.ts';

/** Returns MAIL FROM with the parameters that the server knows. Throws SmtpFailure when the message cannot go to this server. */
export function mailCommand(message: OutgoingMessage, extensions: Extensions, smtpUtf8: boolean): string {
  const words = [`MAIL FROM:<${message.reversePath === '' ? '' : wireAddress('mail', message.reversePath, smtpUtf8)}>`];
  if (extensions.has('SIZE')) words.push(`SIZE=${message.size}`);
  // Without 8BITMIME only content that nobody may encode is still 8-bit; every modern server accepts it.
  if (message.binary) words.push('BODY=BINARYMIME');
  else if (message.eightBit && extensions.has('8BITMIME')) words.push('BODY=8BITMIME');
  if (smtpUtf8) words.push('SMTPUTF8');
  if (message.requireTls) words.push('REQUIRETLS');
  if (message.priority && extensions.has('MT-PRIORITY')) words.push(`MT-PRIORITY=${message.priority}`);
  if (message.deliverBy && extensions.has('DELIVERBY')) words.push(`BY=${formatDeliverBy(message.deliverBy)}`);
  if (extensions.has('DSN')) {
    if (message.ret) words.push(`RET=${message.ret}`);
    if (message.envid) words.push(`ENVID=${encodeXtext(message.envid)}`);
  }
  return words.join(' ');
}

/** Returns RCPT TO with the DSN parameters (RFC 3461 5.2.1). Throws SmtpFailure when the recipient cannot go to this server. */
export function rcptCommand(recipient: OutgoingRecipient, extensions: Extensions, smtpUtf8: boolean): string {
  const words = [`RCPT TO:<${wireAddress('rcpt', recipient.address, smtpUtf8)}>`];
  if (extensions.has('DSN')) {
    if (recipient.notify?.length) words.push(`NOTIFY=${recipient.notify.join(',')}`);
    if (recipient.orcpt) words.push(`ORCPT=${formatOrcpt(recipient.orcpt)}`);
  }
  return words.join(' ');
}

/** Returns true when the message or one of its addresses needs SMTPUTF8 (RFC 6531). */
export function wantsSmtpUtf8(message: OutgoingMessage): boolean {
  const addresses = [message.reversePath, ...message.recipients.map(({ address }) => address)];
  return message.utf8Header === true || addresses.some((address) => isInternational(address));
}

function isInternational(address: string): boolean {
  const mailbox = parseMailbox(address);
  return mailbox !== undefined && needsSmtpUtf8(mailbox);
}

/**
 * The last check before the wire: only valid addresses are sent, so no stored address can contain a command. Without
 * SMTPUTF8 a domain is sent as A-labels (RFC 5891 4.4), which mean the same.
 */
function wireAddress(stage: 'mail' | 'rcpt', address: string, smtpUtf8: boolean): string {
  const mailbox = parseMailbox(address);
  const domain = mailbox === undefined ? undefined : normaliseDomain(mailbox.domain);
  if (mailbox === undefined || domain === undefined) {
    throw new SmtpFailure(stage, 'permanent', 'not a valid address', {
      enhanced: stage === 'mail' ? '5.1.7' : '5.1.3',
    });
  }
  if (smtpUtf8) return formatMailbox(mailbox);
  if (needsSmtpUtf8(mailbox)) {
    const text = 'the address is not ASCII, and the server does not support SMTPUTF8';
    throw new SmtpFailure(stage, 'permanent', text, { enhanced: '5.6.7' });
  }
  return formatMailbox({ localPart: mailbox.localPart, domain });
}
