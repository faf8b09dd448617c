import type { Pool } from '@postroom/database';
import { type StagedBlob, streamStaged } from '@postroom/mailbox';
import type { Envelope, ScannedMessage, Scanners } from '@postroom/scan';
import type { Logger, Span, Tracer } from '@postroom/service';
import type { ScanSummary } from '@postroom/transit';
import { SmtpError } from '../smtp-error.ts';
import { type Arrival, addTraceHeaders } from '../trace-headers.ts';
import { removeFields } from './header-fields.ts';
import { type JudgeOptions, judge } from './judge.ts';
import type { CountScan } from './metrics.ts';
import { summarize } from './summary.ts';

export interface ScanContext {
  arrival: Arrival;
  /** Address of who logged in. */
  user: string | undefined;
  /** The span that accepts the mail. */
  span: Span;
  /** Comes when the client is no longer there. */
  gone: AbortSignal;
}

export interface ScannedMail {
  /** With our trace and what the scanners want in front. */
  blob: StagedBlob;
  spam: boolean;
  scans: Record<string, ScanSummary>;
}

/**
 * Shows a message to the scanners. Throws SmtpError for one that is refused (550 5.7.1) or put off (451 4.7.1), and for
 * one whose client is gone (451 4.4.2): it comes again, and would be there twice.
 */
export type Scanning = (message: StagedBlob, context: ScanContext) => Promise<ScannedMail>;

export interface ScanningOptions {
  pool: Pool;
  scanners: Scanners;
  onFailure: JudgeOptions['onFailure'];
  count: CountScan;
  log: Logger;
  tracer: Tracer;
}

/** Fields by which a message could pretend to have been scanned. */
const PRETENCES = ['x-spam', 'x-spam-[!-9;-~]*'];

export function createScanning({ pool, scanners, onFailure, count, log, tracer }: ScanningOptions): Scanning {
  const readable = (blob: StagedBlob): ScannedMessage => ({ size: blob.size, read: () => streamStaged(pool, blob) });

  /** The span, the metrics and the log learn of what was said. */
  function record(scans: Record<string, ScanSummary>, { arrival }: ScanContext, span: Span): void {
    for (const [scanner, summary] of Object.entries(scans)) {
      const { result, seconds, score, reason } = summary;
      count(scanner, summary);
      span.set({
        [`postroom.scan.${scanner}.result`]: result,
        [`postroom.scan.${scanner}.seconds`]: seconds,
        ...(score !== undefined && { [`postroom.scan.${scanner}.score`]: score }),
      });
      if (result === 'failed') log.warn({ mail: arrival.id, scanner, reason }, 'a scanner did not answer');
    }
  }

  async function scan(message: StagedBlob, context: ScanContext, span: Span): Promise<ScannedMail> {
    const { arrival, user, gone } = context;
    // rspamd counts fields by their place in what the client sent. clamd takes a text for mail by how it begins: a
    // strange first field would hide all attachments from it, our Return-Path does not.
    const messages = { spam: readable(message), virus: readable(addTraceHeaders(message, arrival)) };
    const answers = await scanners.scan(messages, envelopeOf(arrival, user), gone);
    const scans = summarize(answers);
    record(scans, context, span);
    const { refusal, spam, lines, remove } = judge(answers, { submitted: arrival.submitted, onFailure });
    if (refusal) {
      const { id: mail, reversePath: from, remoteAddress: client, recipients } = arrival;
      log.info({ mail, from, client, recipients: recipients.length, scans, reply: refusal.message }, 'refused');
      throw refusal;
    }
    const header = removeFields(message.header, remove, answers.spam && !arrival.submitted ? PRETENCES : []);
    const changed = { ...message, header, size: message.size - message.header.length + header.length };
    return { blob: addTraceHeaders(changed, arrival, lines), spam, scans };
  }

  return async (message, context) => {
    const span = tracer.start('scan', { kind: 'client', parent: context.span.traceparent });
    try {
      const scanned = await scan(message, context, span);
      span.end();
      return scanned;
    } catch (error) {
      const reason = context.gone.aborted ? new SmtpError(451, '4.4.2', 'The client is gone') : error;
      span.end(String(reason));
      throw reason;
    }
  };
}

function envelopeOf(arrival: Arrival, user: string | undefined): Envelope {
  const { id, ehlo, remoteAddress, reversePath, recipients, tls, by } = arrival;
  return { id, clientAddress: remoteAddress, clientName: ehlo, reversePath, recipients, user, tls, hostname: by };
}
