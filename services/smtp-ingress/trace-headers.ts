import type { StagedBlob } from '@postroom/mailbox';
import { formatDateTime, type ReceivedTrace, receivedHeader } from '@postroom/smtp';

export interface Arrival extends ReceivedTrace {
  reversePath: string;
  /** From one of our users. */
  submitted: boolean;
}

/** Gives a message of one of our users the Date and Message-ID that it lacks (RFC 6409 8.1, 8.3). */
export function addMissingFields(blob: StagedBlob, arrival: Arrival): StagedBlob {
  const lines: string[] = [];
  if (arrival.submitted && !hasField(blob.header, 'date')) lines.push(`Date: ${formatDateTime(arrival.date)}\r\n`);
  if (arrival.submitted && !hasField(blob.header, 'message-id')) {
    lines.push(`Message-ID: <${arrival.id}@${arrival.by}>\r\n`);
  }
  return lines.length > 0 ? putInFront(blob, lines) : blob;
}

/**
 * Puts our trace in front of a message: Return-Path and Received (RFC 5321 4.4). Return-Path is true for every
 * recipient because all share the reverse-path; it comes first so that a relay can take it off again.
 * @param more whole lines of fields behind them
 */
export function addTraceHeaders(blob: StagedBlob, arrival: Arrival, more: readonly string[] = []): StagedBlob {
  return putInFront(blob, [`Return-Path: <${arrival.reversePath}>\r\n`, receivedHeader(arrival), ...more]);
}

function putInFront(blob: StagedBlob, lines: readonly string[]): StagedBlob {
  const front = Buffer.from(lines.join(''));
  // A body that begins at once, without any header field, still needs the line that ends ours.
  const separator = beginsWithField(blob.header) ? Buffer.alloc(0) : Buffer.from('\r\n');
  const header = Buffer.concat([front, separator, blob.header]);
  return { ...blob, header, size: blob.size + front.length + separator.length };
}

/** The Message-ID field's value with its angle brackets, or ''. */
export function messageIdOf(header: Buffer): string {
  const match = /^message-id:\s*(<[^<>\r\n]{1,990}>)/im.exec(header.toString('latin1'));
  return match?.[1] ?? '';
}

/** How many servers the message came through so far. */
export function countReceived(header: Buffer): number {
  return header.toString('latin1').match(/^received:/gim)?.length ?? 0;
}

function hasField(header: Buffer, name: string): boolean {
  return new RegExp(`^${name}[ \\t]*:`, 'im').test(header.toString('latin1'));
}

function beginsWithField(header: Buffer): boolean {
  return /^(?:[!-9;-~]+[ \t]*:|\r?\n)/.test(header.toString('latin1', 0, 1000));
}
