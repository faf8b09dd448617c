import type { StagedBlob } from '@postroom/blobs';
import { formatDateTime, receivedHeader } from '@postroom/smtp';
import type { Trace } from '../trace.ts';
import { cut, type Span } from './cut.ts';
import type { HeaderFacts } from './facts.ts';

/** Adds missing fields to a message of one of our users (RFC 6409 8.1, 8.3; RFC 5322 3.6 requires an author). */
export function addMissingFields(blob: StagedBlob, facts: HeaderFacts, trace: Trace, isResent = false): StagedBlob {
  if (!trace.submitted || isResent) return blob;
  const lines = [
    ...(facts.from.length === 0 && trace.reversePath ? [`From: <${trace.reversePath}>\r\n`] : []),
    ...(facts.hasDate ? [] : [`Date: ${formatDateTime(trace.date)}\r\n`]),
    ...(facts.hasMessageId ? [] : [`Message-ID: ${newMessageId(trace)}\r\n`]),
  ];
  return lines.length > 0 ? withHeader(blob, putInFront(blob.header, lines)) : blob;
}

/** Returns the Message-ID for a message that has none. */
export function newMessageId({ id, by }: Trace): string {
  return `<${id}@${by}>`;
}

/**
 * Puts our trace fields in front of a message: Return-Path and Received (RFC 5321 4.4). Return-Path is the same for all recipients, since
 * they share the reverse-path; it comes first so that it can be removed when the message is sent on.
 * @param more complete field lines to put after them
 */
export function addTrace(blob: StagedBlob, trace: Trace, more: readonly string[] = []): StagedBlob {
  const lines = [`Return-Path: <${trace.reversePath}>\r\n`, receivedHeader(trace), ...more];
  return withHeader(blob, putInFront(blob.header, lines));
}

/** Returns the message without some octets of its header. */
export function without(blob: StagedBlob, spans: readonly Span[]): StagedBlob {
  return spans.length > 0 ? withHeader(blob, cut(blob.header, spans)) : blob;
}

function withHeader(blob: StagedBlob, header: Buffer): StagedBlob {
  return { ...blob, header, size: blob.size - blob.header.length + header.length };
}

function putInFront(header: Buffer, lines: readonly string[]): Buffer {
  return Buffer.concat([Buffer.from(lines.join('')), header]);
}
