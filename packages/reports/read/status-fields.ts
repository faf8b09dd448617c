import { FieldNames, fieldValue, parseHeader } from '@postroom/mime';
import { decodeUtf8Addr } from '@postroom/smtp';

/** The fields of one recipient (RFC 3464 2.3); '' where absent. */
export interface RecipientStatus {
  readonly finalRecipient: string;
  readonly originalRecipient: string;
  /** failed, delayed, delivered, relayed or expanded, in lower case. */
  readonly action: string;
  /** RFC 3463 code, `5.1.1`. */
  readonly status: string;
  /** The reply that led to the action, `550 5.1.1 no such user`. */
  readonly diagnostic: string;
}

export interface DeliveryStatus {
  /** The reporting server, without its type. */
  readonly reportingMta: string;
  readonly recipients: readonly RecipientStatus[];
}

/** The most recipients of one report that are read. */
const MAX_RECIPIENTS = 100;

const MESSAGE = new FieldNames(['reporting-mta']);
const RECIPIENT = new FieldNames(['final-recipient', 'original-recipient', 'action', 'status', 'diagnostic-code']);

/** Reads the content of message/delivery-status: groups of fields, the first about the message, one for each recipient. */
export function readStatusFields(content: Buffer): DeliveryStatus {
  const [message = Buffer.alloc(0), ...recipients] = groups(content);
  return {
    reportingMta: withoutType(fieldsOf(message, MESSAGE).get('reporting-mta') ?? ''),
    recipients: recipients.map(recipientStatus).filter(({ action }) => action !== ''),
  };
}

function recipientStatus(group: Buffer): RecipientStatus {
  const fields = fieldsOf(group, RECIPIENT);
  const value = (name: string): string => fields.get(name) ?? '';
  return {
    finalRecipient: address(value('final-recipient')),
    originalRecipient: address(value('original-recipient')),
    action: value('action').toLowerCase(),
    status: value('status'),
    diagnostic: withoutType(value('diagnostic-code')),
  };
}

/** Splits the content at empty lines; several in a row count as one. */
function groups(content: Buffer): Buffer[] {
  const found: Buffer[] = [];
  for (let at = 0; at < content.length && found.length <= MAX_RECIPIENTS; ) {
    const end = emptyLine(content, at);
    if (content.subarray(at, end).some((octet) => octet > 0x20)) found.push(content.subarray(at, end));
    at = content.indexOf(0x0a, end) + 1;
    if (at === 0) break;
  }
  return found;
}

/** Returns where the next empty line begins, or the content's length. */
function emptyLine(content: Buffer, from: number): number {
  for (let at = from; at < content.length; ) {
    const end = content.indexOf(0x0a, at);
    if (end < 0) return content.length;
    if (end === at || (end === at + 1 && content[at] === 0x0d)) return at;
    at = end + 1;
  }
  return content.length;
}

/** Returns the first field of each name. Values that are not ASCII are read as UTF-8 (RFC 6533 4). */
function fieldsOf(group: Buffer, names: FieldNames): Map<string, string> {
  const values = new Map<string, string>();
  for (const field of parseHeader(group, names)) {
    if (!values.has(field.name)) values.set(field.name, Buffer.from(fieldValue(group, field), 'latin1').toString());
  }
  return values;
}

/** Returns the address of `rfc822; user@example` or `utf-8; …` (RFC 6533 3); '' for other types. */
function address(value: string): string {
  const [type = '', ...rest] = value.split(';');
  const given = rest.join(';').trim();
  switch (type.trim().toLowerCase()) {
    case 'rfc822':
      return given.replace(/^<|>$/g, '');
    case 'utf-8':
      return decodeUtf8Addr(given) ?? '';
    default:
      return '';
  }
}

/** Returns `mail.example` for `dns; mail.example`. */
function withoutType(value: string): string {
  return value.slice(value.indexOf(';') + 1).trim();
}
