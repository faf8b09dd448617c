import { type BinaryRow, bigintLiteral, copyOut, type Pool } from '@postroom/database';
import type { MailboxRef } from '../mailboxes/mailbox-ref.ts';
import { requireRights } from '../mailboxes/rights.ts';
import { selectColumns } from './columns.ts';
import { entriesByUid } from './entries-by-uid.ts';
import { FITS } from './page-cut.ts';

export interface RawMessage {
  readonly blobId: string;
  /** The octets of header and body. */
  readonly size: number;
  /** The header with the empty line after it, and the body if it was read. */
  readonly octets: Buffer;
  /** The octets of the header. */
  readonly headerLength: number;
  /** Whether the body is not in `octets`: it was not asked for, or is too large for memory (use streamBlob). */
  readonly headerOnly: boolean;
}

export interface RawMessageOptions {
  bodies: boolean;
  /** Octets left free before and after each message, so that it can be framed without another copy. */
  room: { front: number; back: number };
  /** The `memory` of pages that are no longer used; it is reused before more is allocated. */
  spare: Buffer[];
}

/**
 * Reads messages by ascending uid as they were received, several in one round trip, which POP3 uses to read ahead. Uids that do not exist
 * are left out and, if only headers are wanted, those that do not fit one page. Each step is a look-up by primary key, whatever the
 * planner assumes (see entriesByUid).
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

/** The columns of a message's row, in the order in which RawMessages reads them. */
const ROW = ['uid', 'blobId', 'blobSize', 'header', 'body'] as const;

/** SQL with bodies. It cuts nothing, because the caller knows the sizes and asks only for what it can hold. */
function whole(mailbox: MailboxRef, uids: readonly number[]): string {
  return selectColumns(ROW, { ...sourceOf(mailbox, uids), cut: false });
}

/** SQL without bodies. The sizes of headers are not known before, so those that do not fit a page are left out. */
function headers(mailbox: MailboxRef, uids: readonly number[]): string {
  const names = ROW.filter((name) => name !== 'body');
  return `select ${names.map((name) => `"${name}"`).join(', ')} from (
      ${selectColumns(names, { ...sourceOf(mailbox, uids), cut: true })}) page where ${FITS}`;
}

function sourceOf(mailbox: MailboxRef, uids: readonly number[]): { from: string; account: string } {
  return { from: entriesByUid(mailbox, uids), account: bigintLiteral(mailbox.accountId) };
}

/** The size of the blocks of memory for messages; a larger message gets a block of its own. Larger blocks would be mapped anew for each page. */
const SLAB = 32 * 1024;

/**
 * The messages of one page, next to each other in a few blocks of memory. They wait there for a slow client, and hundreds of waiting buffers
 * would make garbage collection expensive.
 */
export class RawMessages {
  readonly #options: RawMessageOptions;
  readonly #uids: number[] = [];
  readonly #sizes: number[] = [];
  readonly #headerLengths: number[] = [];
  readonly #lengths: number[] = [];
  readonly #slabs: Buffer[] = [];
  /** Where each message begins in its block: first the id of its blob, then the free octets, then the message. */
  readonly #starts: number[] = [];
  /** The blocks of normal size, which later pages can reuse. */
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

  /** Returns the message with this uid. */
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

/** A message in its block. A class, because an object literal would create its getter anew for each message. */
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

/** The octets of a blob's id. */
const UUID = 16;

function formatUuid(bytes: Buffer): string {
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
