import type { Envelope } from './envelope.ts';

/** A parameter of a Content-Type or Content-Disposition field: name in lower case, value without its quotes. */
export type Parameter = [name: string, value: string];

/** Content-Disposition (RFC 2183). */
export interface Disposition {
  type: string;
  params?: Parameter[];
}

/**
 * One MIME part. Plain data, made to be kept as JSON: absent fields are left out, and strings hold one character per
 * byte (latin1) without NULs, so no text in an odd charset is lost and Postgres can store it.
 * Offsets count bytes from the start of the raw message; `bodyEnd` is exclusive.
 */
export interface Part<InnerEnvelope = Envelope> {
  /** Media type and subtype in lower case. */
  type: string;
  subtype: string;
  params?: Parameter[];
  /** Content-ID as written, with its angle brackets. */
  id?: string;
  description?: string;
  /** Content-Transfer-Encoding in lower case; absent means 7bit. */
  encoding?: string;
  md5?: string;
  disposition?: Disposition;
  language?: string[];
  location?: string;
  /** Octets of the body in its transfer encoding, and its line ends. */
  size: number;
  lines: number;
  headerStart: number;
  bodyStart: number;
  bodyEnd: number;
  /** Parts of a multipart; may be empty. */
  children?: Part<InnerEnvelope>[];
  /** For message/rfc822: the inner message and its envelope; the envelope is left out beyond `Limits.maxEnvelopes`. */
  message?: Part<InnerEnvelope>;
  envelope?: InnerEnvelope;
}

/** The whole message as a part: its header is the message header. */
export type PartTree<InnerEnvelope = Envelope> = Part<InnerEnvelope>;
