import {
  attachmentNames,
  decodeBody,
  decodeCharset,
  decodeWords,
  FieldNames,
  fieldValue,
  findParameter,
  type Part,
  parseAddresses,
  parseHeader,
  scan,
} from '@postroom/mime';
import { normaliseDomain } from '@postroom/smtp';
import type { Envelope } from '../envelope.ts';

export interface Author {
  /** As it is shown. */
  readonly name: string;
  readonly address: string;
  /** In A-labels. */
  readonly domain: string;
}

export interface PolicyRecipient {
  /** What makes two of them one. */
  readonly place: string;
  /** After aliases. */
  readonly address: string;
  /** In A-labels. */
  readonly domain: string;
  /** Null: it goes elsewhere. */
  readonly accountId: number | null;
}

export interface Attachment {
  readonly names: readonly string[];
  /** Decoded: enough of it to see what it is. */
  start(): Buffer;
  /** Decoded, as much of it as is looked at. */
  body(): Buffer;
  /** Decoded, the last octets of one that goes on behind what is looked at; nothing of others. */
  end(): Promise<Buffer>;
}

/** A message as checks see it. What costs something is read when it is asked for, once. */
export interface Message {
  readonly envelope: Envelope;
  readonly recipients: readonly PolicyRecipient[];
  readonly authors: readonly Author[];
  /** Plain text without a name: neither parts nor links nor attachments. */
  readonly isOneText: boolean;
  /** The field; '' without one. */
  readonly contentType: string;
  /** What is behind the header, an octet a character, as much of it as is looked at. */
  body(): Promise<string>;
  htmls(): Promise<readonly string[]>;
  attachments(): Promise<readonly Attachment[]>;
}

export interface MessageSource {
  readonly envelope: Envelope;
  readonly recipients: readonly PolicyRecipient[];
  readonly header: Buffer;
  /** The first octets of the whole message, as many as that. */
  read(bytes: number): Promise<Buffer>;
  /** The last octets, as many as that, of a message that has more. */
  readEnd(bytes: number): Promise<Buffer>;
}

/** Octets of a message that are looked at: what is behind them is large, and no letter. */
const LOOKED_AT = 1024 * 1024;
/** Octets of the end of a larger one, where archives say what is in them. */
const LOOKED_AT_END = 384 * 1024;
const MAX_AUTHORS = 20;
/** Characters of an author's name: nobody is shown more. */
const MAX_NAME = 500;
/** The same as it is written, in encoded words of one character each. */
const MAX_ENCODED = 20 * MAX_NAME;
const MAX_PARTS = 100;
/** Octets of an attachment, in base64, in which an archive has begun. */
const START = 1_024;
const NOTHING = Buffer.alloc(0);
const LOOKED_FOR = new FieldNames(['from', 'content-type', 'content-disposition']);
/** Without one of these there is nothing to look for in the parts. */
const HTML = /content-type\s*:\s*text\/html/i;
const NAMED = /(?:file)?name\*?(?:\d\*?)?\s*=/i;

export function readMessage({ envelope, recipients, header, read, readEnd }: MessageSource): Message {
  const fields = fieldsOf(header);
  let whole: Promise<{ text: string; bytes: Buffer }> | undefined;
  let parts: Promise<readonly Part[]> | undefined;
  let ending: Promise<Buffer> | undefined;
  let attached: Promise<readonly Attachment[]> | undefined;

  function bytesOf(): Promise<{ text: string; bytes: Buffer }> {
    whole ??= read(LOOKED_AT).then((bytes) => ({ bytes, text: bytes.toString('latin1') }));
    return whole;
  }
  function partsOf(): Promise<readonly Part[]> {
    parts ??= bytesOf().then(({ bytes }) => [...leaves(scan(bytes))].slice(0, MAX_PARTS));
    return parts;
  }

  async function attachmentsOf(): Promise<readonly Attachment[]> {
    const { text, bytes } = await bytesOf();
    if (!NAMED.test(text)) return [];
    const named = (await partsOf()).map((part) => ({
      names: attachmentNames(part),
      start: () => bodyOf({ ...part, bodyEnd: Math.min(part.bodyEnd, part.bodyStart + START) }, bytes),
      body: () => bodyOf(part, bytes),
      async end() {
        if (bytes.length < LOOKED_AT || part.bodyEnd < bytes.length) return NOTHING;
        ending ??= readEnd(LOOKED_AT_END);
        return endOfPart(part, await ending);
      },
    }));
    return named.filter(({ names }) => names.length > 0);
  }

  return {
    envelope,
    recipients,
    ...{ authors: authorsOf(fields.get('from') ?? []), isOneText: isOneText(fields) },
    contentType: fields.get('content-type')?.[0] ?? '',
    body: async () => (await bytesOf()).text.slice(header.length),
    async htmls() {
      const { text, bytes } = await bytesOf();
      if (!HTML.test(text)) return [];
      const html = (await partsOf()).filter(({ type, subtype }) => type === 'text' && subtype === 'html');
      return html.map((part) => decodeCharset(bodyOf(part, bytes), findParameter(part.params, 'charset') ?? ''));
    },
    attachments() {
      attached ??= attachmentsOf();
      return attached;
    },
  };
}

/** The values of fields by their names. */
function fieldsOf(header: Buffer): Map<string, string[]> {
  const fields = new Map<string, string[]>();
  for (const field of parseHeader(header, LOOKED_FOR)) {
    const value = fieldValue(header, field);
    const others = fields.get(field.name);
    if (others) others.push(value);
    else fields.set(field.name, [value]);
  }
  return fields;
}

/** RFC 2045 5.2: without a type it is plain text. What says two things about itself is looked into. */
function isOneText(fields: ReadonlyMap<string, readonly string[]>): boolean {
  const types = fields.get('content-type') ?? [];
  return types.length <= 1 && types.every(isPlain) && !fields.has('content-disposition');
}

function isPlain(type: string): boolean {
  return /^\s*text\/plain\s*(?:;|$)/i.test(type) && !NAMED.test(type);
}

function authorsOf(values: readonly string[]): Author[] {
  const mailboxes = values.flatMap((value) => parseAddresses(value, MAX_AUTHORS)).slice(0, MAX_AUTHORS);
  return mailboxes.flatMap(({ name, mailbox, host }) => {
    if (!host || !mailbox) return [];
    const domain = normaliseDomain(Buffer.from(host, 'latin1').toString());
    if (domain === undefined) return [];
    return [
      {
        name: decodeWords((name ?? '').slice(0, MAX_ENCODED)).slice(0, MAX_NAME),
        address: `${mailbox.toLowerCase()}@${domain}`,
        domain,
      },
    ];
  });
}

/** All parts that are no multiparts, those of messages inside too. */
function* leaves(part: Part): Generator<Part> {
  for (const child of part.children ?? []) yield* leaves(child);
  if (part.message) yield* leaves(part.message);
  if (!part.children) yield part;
}

/** Of a part that goes on to the end of a message, or to a line that ends it. The line in which the octets begin is not whole. */
function endOfPart(part: Part, ending: Buffer): Buffer {
  const start = ending.indexOf('\n') + 1;
  const end = ending.indexOf('\n--', start);
  return decodeBody(part, ending.subarray(start, end < 0 ? ending.length : end));
}

function bodyOf(part: Part, bytes: Buffer): Buffer {
  return decodeBody(part, bytes.subarray(part.bodyStart, part.bodyEnd));
}
