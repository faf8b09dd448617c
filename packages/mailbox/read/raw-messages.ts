import { type BinaryRow, bigintLiteral, copyOut, type Pool } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { selectColumns } from './columns.ts';
import { entriesByUid } from './entries-by-uid.ts';
import { FITS } from './page-cut.ts';

export interface RawMessage {
  readonly blobId: string;
  /** Octets of header and body. */
  readonly size: number;
  /** The header, up to and with the empty line, and the body behind it where that was read. */
  readonly octets: Buffer;
  /** Octets of the header. */
  readonly headerLength: number;
  /** The body is not in `octets`: not asked for, or too large for memory (use streamBlob). */
  readonly headerOnly: boolean;
}

export interface RawMessageOptions {
  bodies: boolean;
  /** Octets left free in memory in front of and behind each message, so that it can be framed without another copy. */
  room: { front: number; back: number };
  /** The `memory` of pages that nobody looks at any more, taken from here before there is new. */
  spare: Buffer[];
}

/**
 * Reads messages by ascending uid as they were received, several in one round trip: what POP3 reads ahead. Uids that are
 * gone are missing in the answer, and with headers alone those that are too much for one page. Each step is a look-up by primary key, whatever the planner believes (see entriesByUid).
 */
export async function readRawMessages(
  pool: Pool,
  mailbox: MailboxRef,
  uids: readonly number[],
  options: RawMessageOptions,
): Promise<RawMessages> {
  requireRights(mailbox, 'r');
  const messages = new RawMessages(options);
  await copyOut(pool, options.bodies ? whole(mailbox, uids) : headers(mailbox, uids), (row) => messages.add(row));
  return messages;
}

/** The columns of a message's row, in the order in which RawMessages takes them. */
const ROW = ['uid', 'blobId', 'blobSize', 'header', 'body'] as const;

/** The caller knows the sizes, and asks for no more than it can hold. */
function whole(mailbox: MailboxRef, uids: readonly number[]): string {
  return selectColumns(ROW, { ...sourceOf(mailbox, uids), cut: false });
}

/** How long headers are is not known before; those beyond a page are missing. */
function headers(mailbox: MailboxRef, uids: readonly number[]): string {
  const names = ROW.filter((name) => name !== 'body');
  return `select ${names.map((name) => `"${name}"`).join(', ')} from (
      ${selectColumns(names, { ...sourceOf(mailbox, uids), cut: true })}) page where ${FITS}`;
}

function sourceOf(mailbox: MailboxRef, uids: readonly number[]): { from: string; account: string } {
  return { from: entriesByUid(mailbox, uids), account: bigintLiteral(mailbox.accountId) };
}

/** Memory taken at once for messages; a larger one gets its own. Larger pieces would be mapped anew for every page. */
const SLAB = 32 * 1024;

/**
 * The messages of one page, side by side in a few pieces of memory. They wait there for a slow client, and hundreds of
 * buffers that wait are what makes collecting garbage dear (measured: a third of what POP3 did).
 */
export class RawMessages {
  readonly #options: RawMessageOptions;
  readonly #uids: number[] = [];
  readonly #sizes: number[] = [];
  readonly #headerLengths: number[] = [];
  readonly #lengths: number[] = [];
  readonly #slabs: Buffer[] = [];
  /** Where each message begins in its slab; its blob's id lies there, then the room, then the octets. */
  readonly #starts: number[] = [];
  /** The pieces of its memory that fit into any page. */
  readonly memory: Buffer[] = [];
  #slab: Buffer = Buffer.alloc(0);
  #used = 0;

  constructor(options: RawMessageOptions) {
    this.#options = options;
  }

  /** Takes a row of the query above. */
  add(row: BinaryRow): void {
    const { bodies, room } = this.#options;
    const [uid, blobId, size, header] = [row.int64(), row.bytes(), row.int64(), row.bytes()];
    const body = bodies ? row.bytes() : null;
    const length = (header?.length ?? 0) + (body?.length ?? 0);
    let at = this.#take(UUID + room.front + length + room.back);
    this.#uids.push(uid);
    this.#sizes.push(size);
    this.#headerLengths.push(header?.length ?? 0);
    this.#lengths.push(length);
    this.#slabs.push(this.#slab);
    this.#starts.push(at);
    if (blobId) this.#slab.set(blobId, at);
    at += UUID + room.front;
    if (header) this.#slab.set(header, at);
    if (body) this.#slab.set(body, at + (header?.length ?? 0));
  }

  /** The message with this uid. */
  get(uid: number): RawMessage | undefined {
    const index = this.#uids.indexOf(uid);
    if (index === -1) return undefined;
    const start = this.#starts[index] as number;
    return new PlacedMessage(
      this.#slabs[index] as Buffer,
      start,
      start + UUID + this.#options.room.front,
      this.#lengths[index] as number,
      this.#sizes[index] as number,
      this.#headerLengths[index] as number,
    );
  }

  #take(length: number): number {
    if (this.#used + length > this.#slab.length) {
      this.#slab = length > SLAB ? Buffer.allocUnsafeSlow(length) : this.#piece();
      this.#used = 0;
    }
    this.#used += length;
    return this.#used - length;
  }

  #piece(): Buffer {
    const piece = this.#options.spare.pop() ?? Buffer.allocUnsafeSlow(SLAB);
    this.memory.push(piece);
    return piece;
  }
}

/** A message where it lies. An object literal would make its getter anew for each. */
class PlacedMessage implements RawMessage {
  readonly size: number;
  readonly octets: Buffer;
  readonly headerLength: number;
  readonly headerOnly: boolean;
  readonly #slab: Buffer;
  readonly #start: number;

  constructor(slab: Buffer, start: number, from: number, length: number, size: number, headerLength: number) {
    this.size = size;
    this.octets = slab.subarray(from, from + length);
    this.headerLength = headerLength;
    this.headerOnly = length < size;
    this.#slab = slab;
    this.#start = start;
  }

  get blobId(): string {
    return formatUuid(this.#slab.subarray(this.#start, this.#start + UUID));
  }
}

/** Octets of a blob's id. */
const UUID = 16;

function formatUuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
