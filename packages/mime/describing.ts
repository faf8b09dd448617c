import { isDeepStrictEqual } from 'node:util';
import type { Address } from './address.ts';
import { hasAttachment } from './attachments.ts';
import { findParameter, readContent } from './content.ts';
import { parseDate } from './date.ts';
import type { DescribeOptions, Description } from './description.ts';
import { decodeWords } from './encoded-words.ts';
import { type Envelope, readEnvelope } from './envelope.ts';
import { foldCase, storableText } from './fold-case.ts';
import { fieldValue, type HeaderField, parseHeader } from './header/fields.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { messageIds } from './message-ids.ts';
import { movedBy } from './moved-by.ts';
import type { Part, PartTree } from './part.ts';
import { LineScanner } from './scanner.ts';
import { TextCollector } from './text/collector.ts';
import { describedFields, TreeBuilder } from './tree-builder.ts';

/** The most characters of a subject, and of one field's addresses, that are decoded and kept for search. */
const MAX_STORED = 64 * 1024;

const DEFAULT_MAX_TEXT = 4 * 1024 * 1024;

/** Describes a message in one pass while it arrives. Never throws on content. */
export class Describing {
  readonly #limits: Limits;
  readonly #text: TextCollector;
  readonly #builder: TreeBuilder;
  readonly #scanner: LineScanner;

  constructor(options: DescribeOptions) {
    this.#limits = { ...defaultLimits, ...options.limits };
    this.#text = new TextCollector(options.maxText ?? DEFAULT_MAX_TEXT);
    this.#builder = new TreeBuilder(this.#limits, this.#text);
    this.#scanner = new LineScanner(this.#builder, options.headerLength);
  }

  /** Takes the next octets; the chunk may be reused by the caller afterwards. */
  push(chunk: Uint8Array): void {
    this.#scanner.push(chunk);
  }

  /** The approximate size of the description so far: characters of text plus octets of the part descriptions. */
  get weight(): number {
    return this.#text.length + this.#builder.weight;
  }

  end(): Description {
    const tree = this.#scanner.end();
    return complete(tree, this.#builder.rootHeader, this.#builder.rootFields, this.#text);
  }

  /**
   * Ends a message whose header has been replaced: returns the description of the new header with the body as it came, or null when
   * the content fields of the new header differ, since the body would then be read in another way.
   */
  endBehind(header: Buffer): Description | null {
    const tree = this.#scanner.end();
    const read = header.subarray(0, this.#limits.maxHeader);
    const fields = parseHeader(read, describedFields);
    const { rootHeader, rootFields } = this.#builder;
    if (!isDeepStrictEqual(readContent(rootHeader, rootFields, false), readContent(read, fields, false))) return null;
    const behind = movedBy(tree, header.length - tree.bodyStart);
    return complete({ ...behind, headerStart: tree.headerStart }, read, fields, this.#text);
  }
}

function complete(tree: PartTree, header: Buffer, fields: readonly HeaderField[], text: TextCollector): Description {
  const envelope = readEnvelope(header, fields);
  const charset = bodyCharset(tree);
  return {
    tree,
    envelope,
    subject: storableText(decodeWords((envelope.subject ?? '').slice(0, MAX_STORED), charset)),
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

/** Returns the charset that raw octets in the header are likely to be in: that of the first text part. */
function bodyCharset(part: Part): string | undefined {
  let first: Part | undefined = part;
  while (first?.children) first = first.children[0];
  const charset = first?.type === 'text' ? findParameter(first.params, 'charset') : null;
  return charset ?? undefined;
}

function ids(envelope: Envelope, header: Buffer, fields: readonly HeaderField[]) {
  const references = fields.findLast((field) => field.name === 'references');
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
    .slice(0, MAX_STORED)
    .toWellFormed();
}
