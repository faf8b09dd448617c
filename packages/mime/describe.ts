import type { Address } from './addresses.ts';
import { hasAttachment } from './attachments.ts';
import { renderBodyStructure } from './body-structure.ts';
import { parseDate } from './date.ts';
import { decodeWords } from './encoded-words.ts';
import { type Envelope, readEnvelope, renderEnvelopeFields } from './envelope.ts';
import { foldCase, storableText } from './fold-case.ts';
import { fieldValue, type HeaderField } from './header/fields.ts';
import { defaultLimits, type Limits } from './limits.ts';
import { messageIds } from './message-ids.ts';
import type { PartTree } from './part.ts';
import { LineScanner } from './scanner.ts';
import { TextCollector } from './text-collector.ts';
import { TreeBuilder } from './tree-builder.ts';

/** Everything that is kept about a message so that it need not be parsed again. All texts can be stored in Postgres. */
export type Description = {
  tree: PartTree;
  /** Rendered IMAP ENVELOPE and extensible BODYSTRUCTURE. */
  envelope: Buffer;
  bodyStructure: Buffer;
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
  /** The first readable text, at most 200 characters (RFC 8970). */
  preview: string;
  hasAttachment: boolean;
};

export type DescribeOptions = {
  limits?: Partial<Limits>;
  /** Octets of the message's header where it was cut off already; else it is looked for. */
  headerLength?: number;
  /** Characters of search text at most; 1 MiB unless told. */
  maxText?: number;
};

const defaultMaxText = 1024 * 1024;

/** Describes a message held in one piece: header, blank line, body. Never throws on content. */
export function describe(message: Uint8Array, options: DescribeOptions = {}): Description {
  const { builder, scanner } = begin(options);
  scanner.push(message);
  const tree = scanner.end();
  const text = new TextCollector(tree, options.maxText ?? defaultMaxText);
  for (let wanted = text.next(); wanted; wanted = text.next()) {
    text.add(wanted.part, message.subarray(wanted.range.start, wanted.range.end));
  }
  return complete(tree, builder, text);
}

/**
 * Describes a message too large to hold: `chunks` are its bytes, read once and not kept; `read` gives a range of them
 * again, and is called only for text parts, for at most four times `maxText` bytes in all.
 */
export async function describeStream(
  chunks: AsyncIterable<Uint8Array>,
  read: (start: number, end: number) => Promise<Uint8Array>,
  options: DescribeOptions = {},
): Promise<Description> {
  const { builder, scanner } = begin(options);
  for await (const chunk of chunks) scanner.push(chunk);
  const tree = scanner.end();
  const text = new TextCollector(tree, options.maxText ?? defaultMaxText);
  for (let wanted = text.next(); wanted; wanted = text.next()) {
    text.add(wanted.part, await read(wanted.range.start, wanted.range.end));
  }
  return complete(tree, builder, text);
}

function begin(options: DescribeOptions): { builder: TreeBuilder; scanner: LineScanner } {
  const builder = new TreeBuilder({ ...defaultLimits, ...options.limits });
  return { builder, scanner: new LineScanner(builder, options.headerLength) };
}

function complete(tree: PartTree, builder: TreeBuilder, text: TextCollector): Description {
  const { rootHeader: header, rootFields: fields } = builder;
  const envelope = readEnvelope(header, fields);
  return {
    tree,
    envelope: Buffer.from(renderEnvelopeFields(envelope), 'latin1'),
    bodyStructure: renderBodyStructure(tree, { extensible: true }),
    subject: storableText(decodeWords(envelope.subject ?? '')),
    sentAt: envelope.date === null ? null : parseDate(envelope.date),
    from: addressText(envelope.from),
    to: addressText(envelope.to),
    cc: addressText(envelope.cc),
    bcc: addressText(envelope.bcc),
    ...ids(envelope, header, fields),
    searchText: text.searchText,
    preview: text.preview,
    hasAttachment: hasAttachment(tree),
  };
}

function ids(envelope: Envelope, header: Buffer, fields: readonly HeaderField[]) {
  const references = fields.find((field) => field.name === 'references');
  return {
    messageId: messageIds(envelope.messageId ?? '')[0] ?? null,
    inReplyTo: messageIds(envelope.inReplyTo ?? '')[0] ?? null,
    references: references ? messageIds(fieldValue(header, references)) : [],
  };
}

function addressText(list: readonly Address[]): string {
  const texts: string[] = [];
  for (const { name, mailbox, host } of list) {
    if (mailbox === null) continue;
    const address = host === '' ? mailbox : `${mailbox}@${host}`;
    if (host === null) texts.push(`${mailbox}:`);
    else texts.push(name === null ? `<${address}>` : `${name} <${address}>`);
  }
  return foldCase(decodeWords(texts.join(', ')));
}
