import { setImmediate as turn } from 'node:timers/promises';
import {
  createScanner,
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
import { type Attachment, attachmentsAmong, type ReadOctets } from './attached.ts';
import { filesInText, mayHaveFiles } from './files-in-text.ts';

export interface Author {
  /** The name as programs show it. */
  readonly name: string;
  readonly address: string;
  /** In A-labels. */
  readonly domain: string;
}

export interface PolicyRecipient {
  /** Identifies the recipient: two with the same place are one. */
  readonly place: string;
  /** The address after aliases are resolved. */
  readonly address: string;
  /** In A-labels. */
  readonly domain: string;
  /** Null when the message goes to another server. */
  readonly accountId: number | null;
}

/** A message as checks see it. Expensive properties are read on demand, once. */
export interface Message {
  readonly envelope: Envelope;
  readonly recipients: readonly PolicyRecipient[];
  readonly authors: readonly Author[];
  /** The message is one plain text without a file name: it has no parts, links or attachments. */
  readonly isOneText: boolean;
  /** Returns whether its text may contain files (uuencode, yEnc), so that even one text has something to look into. */
  mayHaveFiles(): Promise<boolean>;
  /** The Content-Type field; '' without one. */
  readonly contentType: string;
  /** Returns what follows the header, one character per octet, up to the limit. */
  body(): Promise<string>;
  htmls(): Promise<readonly string[]>;
  attachments(): Promise<readonly Attachment[]>;
}

export interface MessageSource {
  readonly envelope: Envelope;
  readonly recipients: readonly PolicyRecipient[];
  readonly header: Buffer;
  /** Octets of the whole message. */
  readonly size: number;
  /** Reads octets of the message; `to` is exclusive. */
  readonly read: ReadOctets;
}

/** The most octets of a message that are read, except for attachments; people write less text than that. */
const LOOKED_AT = 1024 * 1024;
/** Octets beyond that after which other tasks get their turn: if each octet is a line, they take milliseconds. */
const AT_ONCE = 64 * 1024;
const MAX_AUTHORS = 20;
/** The most characters of an author's name; programs show fewer. */
const MAX_NAME = 500;
/** The most octets of such a name when each character is an encoded word. */
const MAX_ENCODED = 20 * MAX_NAME;
/** The most HTML texts that are read. */
const MAX_TEXTS = 100;
const LOOKED_FOR = new FieldNames(['from', 'content-type', 'content-disposition']);
/** Patterns of which at least one matches when parts have files. */
const FILE = /content-type\s*:\s*application\//i;
const HTML = /content-type\s*:\s*text\/html/i;
const NAMED = /(?:file)?name\*?(?:\d\*?)?\s*=/i;

export function readMessage({ envelope, recipients, header, size, read }: MessageSource): Message {
  const fields = fieldsOf(header);
  let whole: Promise<{ text: string; bytes: Buffer }> | undefined;
  let parts: Promise<readonly Part[]> | undefined;
  let attached: Promise<readonly Attachment[]> | undefined;

  function bytesOf(): Promise<{ text: string; bytes: Buffer }> {
    whole ??= read(0, LOOKED_AT).then((bytes) => ({ bytes, text: bytes.toString('latin1') }));
    return whole;
  }
  function partsOf(): Promise<readonly Part[]> {
    parts ??= treeOf().then((tree) => [...leaves(tree)]);
    return parts;
  }
  /** Scans large messages too: an attachment at the end is as dangerous as any other. */
  async function treeOf(): Promise<Part> {
    const { bytes } = await bytesOf();
    if (size <= bytes.length) return scan(bytes);
    const scanner = createScanner();
    scanner.push(bytes);
    for (let at = bytes.length; at < size; at += LOOKED_AT) {
      const more = await read(at, at + LOOKED_AT);
      for (let from = 0; from < more.length; from += AT_ONCE) {
        scanner.push(more.subarray(from, from + AT_ONCE));
        await turn();
      }
    }
    return scanner.end();
  }
  async function attachmentsOf(): Promise<readonly Attachment[]> {
    const { text, bytes } = await bytesOf();
    const written = filesInText(text);
    if (size <= bytes.length && !NAMED.test(text) && !FILE.test(text)) return written;
    const parts = attachmentsAmong(await partsOf(), async (from, to) =>
      to <= bytes.length ? bytes.subarray(from, to) : read(from, to),
    );
    return [...parts, ...written];
  }

  return {
    envelope,
    recipients,
    authors: authorsOf(fields.get('from') ?? []),
    isOneText: isOneText(fields),
    mayHaveFiles: async () => mayHaveFiles((await bytesOf()).text),
    contentType: fields.get('content-type')?.[0] ?? '',
    body: async () => (await bytesOf()).text.slice(header.length),
    async htmls() {
      const { text, bytes } = await bytesOf();
      if (!HTML.test(text)) return [];
      const html = (await partsOf()).filter(({ type, subtype }) => type === 'text' && subtype === 'html');
      return html
        .slice(0, MAX_TEXTS)
        .map((part) => decodeCharset(bodyOf(part, bytes), findParameter(part.params, 'charset') ?? ''));
    },
    attachments() {
      attached ??= attachmentsOf();
      return attached;
    },
  };
}

/** Returns the values of fields by their names. */
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

/** RFC 2045 5.2: a message without a type is plain text. One that repeats a field is ambiguous and gets a full scan. */
function isOneText(fields: ReadonlyMap<string, readonly string[]>): boolean {
  const types = fields.get('content-type') ?? [];
  return types.length <= 1 && types.every(isTextPlain) && !fields.has('content-disposition');
}

function isTextPlain(type: string): boolean {
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

/** Yields all parts that are no containers, also those of messages inside. */
function* leaves(part: Part): Generator<Part> {
  for (const child of part.children ?? []) yield* leaves(child);
  if (part.message) yield* leaves(part.message);
  if (!part.children) yield part;
}

function bodyOf(part: Part, bytes: Buffer): Buffer {
  return decodeBody(part, bytes.subarray(part.bodyStart, part.bodyEnd));
}
