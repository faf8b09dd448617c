import { formatAddressLiteral } from './address-literal.ts';
import { formatDateTime } from './date-time.ts';
import { normaliseDomain } from './domain.ts';
import { asciiIfPossible } from './normalise.ts';

/** The data of a Received field (RFC 5321 4.4). */
export interface ReceivedTrace {
  /** The name given in EHLO or HELO. */
  readonly ehlo: string | undefined;
  readonly remoteAddress: string;
  /** The client's name by reverse lookup, if one was made. */
  readonly remoteHost?: string | undefined;
  /** Our own host name. */
  readonly by: string;
  readonly extended: boolean;
  readonly tls?: { readonly version: string; readonly cipher: string } | undefined;
  readonly authenticated: boolean;
  /** The message came by HTTP: such a request has no greeting, and its origin is kept private. */
  readonly http?: boolean;
  /** The message came by LMTP (RFC 2033). */
  readonly lmtp?: boolean;
  readonly smtpUtf8: boolean;
  /** The priority of RFC 6710, where it is not the usual one. */
  readonly priority?: number;
  readonly id: string;
  /** Named in the field only when there is exactly one, so that nobody learns of a Bcc. */
  readonly recipients: readonly string[];
  readonly date: Date;
}

/** Returns the protocol name of RFC 3848 and RFC 6531 4.3: SMTP, ESMTP, ESMTPS, ESMTPA, ESMTPSA, LMTP, LMTPS and the UTF8 families. */
export function withProtocol(
  trace: Pick<ReceivedTrace, 'extended' | 'authenticated' | 'smtpUtf8' | 'tls' | 'http' | 'lmtp'>,
): string {
  if (trace.http) return 'HTTP';
  if (!trace.extended) return 'SMTP';
  const protocol = trace.lmtp ? 'LMTP' : 'SMTP';
  const base = trace.smtpUtf8 ? `UTF8${protocol}` : trace.lmtp ? protocol : `E${protocol}`;
  return `${base}${trace.tls ? 'S' : ''}${trace.authenticated ? 'A' : ''}`;
}

/** Builds the whole folded field with its final CRLF. Nothing the client says can end the line or a comment. */
export function receivedHeader(trace: ReceivedTrace): string {
  const by = `by ${safe(trace.by)} (Postroom) with ${withProtocol(trace)}`;
  const lines = trace.http ? [`Received: ${by}`] : [...fromLines(trace), by];
  const [recipient] = trace.recipients;
  const single = trace.recipients.length === 1 && recipient !== undefined ? forClause(recipient) : '';
  // RFC 5321 4.4: additional clauses come last.
  const priority = trace.priority ? `\r\n\tPRIORITY ${trace.priority}` : '';
  lines.push(`id ${safe(trace.id)}${single}${priority};`, formatDateTime(trace.date));
  return `${lines.join('\r\n\t')}\r\n`;
}

function fromLines(trace: ReceivedTrace): string[] {
  const literal = formatAddressLiteral(trace.remoteAddress);
  const tcpInfo = trace.remoteHost === undefined ? literal : `${safe(trace.remoteHost)} ${literal}`;
  const lines = [`Received: from ${clientName(trace.ehlo, literal)} (${tcpInfo})`];
  if (trace.tls) lines.push(`(using ${safe(trace.tls.version)} with cipher ${safe(trace.tls.cipher)})`);
  return lines;
}

/** Returns the greeting if it is a domain or literal; otherwise the address we saw. */
function clientName(ehlo: string | undefined, literal: string): string {
  return (ehlo === undefined ? undefined : normaliseDomain(ehlo)) ?? literal;
}

/**
 * Returns the clause with the recipient, in A-labels where that makes it ASCII. An address that stays international is left out: our own
 * field must not keep a message from servers without SMTPUTF8, to which an alias may lead.
 */
function forClause(recipient: string): string {
  const address = asciiIfPossible(recipient);
  const unsafe = /[\p{Cc}<>()\\"]|[^\0-\x7f]/u.test(address);
  return unsafe || address.length > 500 ? '' : `\r\n\tfor <${address}>`;
}

function safe(text: string): string {
  return text.slice(0, 255).replace(/[^A-Za-z0-9._:[\]-]/g, '?');
}
