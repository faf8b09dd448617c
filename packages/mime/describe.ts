import type { Address } from './address.ts';
import { hasAttachment } from './attachments.ts';
import { findParameter } from './content.ts';
import { parseDate } from './date.ts';
import { decodeWords } from './encoded-words.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { foldCase, storableText } from './fold-case.ts';
import { fieldValue, type HeaderField } from './header/fields.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { messageIds } from './message-ids.ts';
import type { Part, PartTree } from './part.ts';
import { LineScanner } from './scanner.ts';
import { TextCollector } from './text/collector.ts';
import { TreeBuilder } from './tree-builder.ts';
import { inPieces, type Pause } from './turns.ts';

/** Everything that is kept about a message so that it need not be parsed again. All texts can be stored in Postgres. */
export type Description = {
  tree: PartTree;
  envelope: Envelope;
  /** Decoded, not folded; '' when there is none. */
  subject: string;
  sentAt: Date | null;
  /** Search texts: `name <mailbox@host>, …` decoded and folded by foldCase. */
  from: string;
  to: string;
  cc: string;
  bcc: string;
  /** Without angle brackets. */
  messageId: string | null;
  inReplyTo: string | null;
  references: string[];
  /** Folded text of all text parts, separated by line feeds. */
  searchText: string;
  /** The message says more than what is in searchText: findTexts finds that too. */
  isTextCut: boolean;
  /** The first readable text, at most 200 characters (RFC 8970). */
  preview: string;
  hasAttachment: boolean;
};

export type DescribeOptions = {
  limits?: Partial<Limits>;
  /** Octets of the message's header where it was cut off already; else it is looked for. */
  headerLength?: number;
  /** Characters of search text at most; 4 MiB unless told. */
  maxText?: number;
};

/** Characters of a subject, and of one field's addresses, that are decoded and kept for search. */
const maxStored = 64 * 1024;

const defaultMaxText = 4 * 1024 * 1024;

/** Describes a message held in one piece: header, blank line, body. Never throws on content. */
export function describe(message: Uint8Array, options: DescribeOptions = {}): Description {
  const description = new Describing(options);
  description.push(message);
  return description.end();
}

/** Describes a message that is large, or not held at all: `chunks` are its bytes, read once. */
export async function describeStream(
  chunks: AsyncIterable<Uint8Array>,
  { pause, ...options }: DescribeOptions & { pause?: Pause } = {},
): Promise<Description> {
  const description = new Describing(options);
  for await (const piece of inPieces(chunks, pause)) description.push(piece);
  return description.end();
}

/** One pass over a message. */
class Describing {
  readonly #text: TextCollector;
  readonly #builder: TreeBuilder;
  readonly #scanner: LineScanner;

  constructor(options: DescribeOptions) {
    this.#text = new TextCollector(options.maxText ?? defaultMaxText);
    this.#builder = new TreeBuilder({ ...defaultLimits, ...options.limits }, this.#text);
    this.#scanner = new LineScanner(this.#builder, options.headerLength);
  }

  push(chunk: Uint8Array): void {
    this.#scanner.push(chunk);
  }

  end(): Description {
    return complete(this.#scanner.end(), this.#builder, this.#text);
  }
}

function complete(tree: PartTree, builder: TreeBuilder, text: TextCollector): Description {
  const { rootHeader: header, rootFields: fields } = builder;
  const envelope = readEnvelope(header, fields);
  const charset = bodyCharset(tree);
  return {
    tree,
    envelope,
    subject: storableText(decodeWords((envelope.subject ?? '').slice(0, maxStored), charset)),
    sentAt: envelope.date === null ? null : parseDate(envelope.date),
    from: addressText(envelope.from, charset),
    to: addressText(envelope.to, charset),
    cc: addressText(envelope.cc, charset),
    bcc: addressText(envelope.bcc, charset),
    ...ids(envelope, header, fields),
    searchText: text.searchText,
    isTextCut: text.isCut,
    preview: text.preview,
    hasAttachment: hasAttachment(tree),
  };
}

/** The charset that raw octets in the header are likely to be in: that of the first text. */
function bodyCharset(part: Part): string | undefined {
  let first: Part | undefined = part;
  while (first?.children) first = first.children[0];
  const charset = first?.type === 'text' ? findParameter(first.params, 'charset') : null;
  return charset ?? undefined;
}

function ids(envelope: Envelope, header: Buffer, fields: readonly HeaderField[]) {
  const references = fields.find((field) => field.name === 'references');
  return {
    messageId: messageIds(envelope.messageId ?? '')[0] ?? null,
    inReplyTo: messageIds(envelope.inReplyTo ?? '')[0] ?? null,
    references: references ? messageIds(fieldValue(header, references)) : [],
  };
}

function addressText(list: readonly Address[], charset: string | undefined): string {
  const texts: string[] = [];
  for (const { name, mailbox, host } of list) {
    if (mailbox === null) continue;
    const address = host === '' ? mailbox : `${mailbox}@${host}`;
    if (host === null) texts.push(`${mailbox}:`);
    else texts.push(name === null ? `<${address}>` : `${name} <${address}>`);
  }
  return foldCase(decodeWords(texts.join(', '), charset))
    .slice(0, maxStored)
    .toWellFormed();
}
