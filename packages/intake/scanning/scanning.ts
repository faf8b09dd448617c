import { type BlobStore, type StagedBlob, streamStaged } from '@postroom/blobs';
import type { Envelope, ScannedMessage, Scanners } from '@postroom/scan';
import type { Logger, Span, Tracer } from '@postroom/service';
import { SmtpError } from '@postroom/smtp';
import type { ScanSummary } from '@postroom/transit';
import type { Incoming, Verdict } from '../checks/verdict.ts';
import { findRemovals } from '../header/removals.ts';
import { addTrace } from '../header/trace.ts';
import type { Trace } from '../trace.ts';
import { type JudgeOptions, judge } from './judge.ts';
import type { CountScan } from './metrics.ts';
import { summarize } from './summary.ts';

/**
 * Asks the scanners about a message. The verdict may be a refusal: 550 5.7.1, 451 4.7.1 (try later), or 451 4.4.2 when the client is
 * gone, since it will send the message again and accepting it now would deliver it twice.
 */
export type Scanning = (incoming: Incoming) => Promise<Verdict>;

export interface ScanningOptions {
  store: BlobStore;
  scanners: Scanners;
  onFailure: JudgeOptions['onFailure'];
  onVirus: JudgeOptions['onVirus'];
  count: CountScan;
  log: Logger;
  tracer: Tracer;
}

/** Returns whether a field could pretend that the message was scanned. */
function isPretence(name: string): boolean {
  return name === 'x-spam' || name.startsWith('x-spam-');
}

export function createScanning({ store, scanners, onFailure, onVirus, count, log, tracer }: ScanningOptions): Scanning {
  const readable = (blob: StagedBlob): ScannedMessage => ({ size: blob.size, read: () => streamStaged(store, blob) });

  /** Records the answers in the span, the metrics and the log. */
  function record(scans: Record<string, ScanSummary>, { trace }: Incoming, span: Span): void {
    for (const [scanner, summary] of Object.entries(scans)) {
      const { result, seconds, score, reason } = summary;
      count(scanner, summary);
      span.set({
        [`postroom.scan.${scanner}.result`]: result,
        [`postroom.scan.${scanner}.seconds`]: seconds,
        ...(score !== undefined && { [`postroom.scan.${scanner}.score`]: score }),
      });
      if (result === 'failed') log.warn({ mail: trace.id, scanner, reason }, 'a scanner did not answer');
    }
  }

  async function scan(incoming: Incoming, span: Span): Promise<Verdict> {
    const { message, trace, user } = incoming;
    // rspamd's field positions refer to the message as the client sent it. clamd recognises mail by its beginning: with a strange first
    // field it would not look into attachments, so it gets our Return-Path in front.
    const messages = { spam: readable(message), virus: readable(addTrace(message, trace)) };
    const answers = await scanners.scan(messages, envelopeOf(trace, user?.address), incoming.gone());
    const scans = summarize(answers);
    record(scans, incoming, span);
    const { refusal, spam, virus, lines, remove } = judge(answers, {
      submitted: trace.submitted,
      onFailure,
      onVirus,
    });
    if (refusal) return { refusal: new SmtpError(refusal.code, refusal.enhanced, refusal.text, { scans }) };
    const pretences = answers.spam && !trace.submitted ? isPretence : undefined;
    const text = `virus ${virus}`;
    const why = { reason: text, found: [{ by: 'clamd', text }], isDangerous: true };
    const quarantine = new Map(virus === null ? [] : Array.from(incoming.places.keys(), (place) => [place, why]));
    return { spam, quarantine, lines, remove: findRemovals(message.header, remove, pretences), scans };
  }

  return async (incoming) => {
    const span = tracer.start('scan', { kind: 'client', parent: incoming.span.traceparent });
    try {
      const verdict = await scan(incoming, span);
      span.end(verdict.refusal?.message);
      return verdict;
    } catch (error) {
      const reason = incoming.gone().aborted ? new SmtpError(451, '4.4.2', 'The client has disconnected') : error;
      span.end(String(reason));
      throw reason;
    }
  };
}

function envelopeOf(trace: Trace, user: string | undefined): Envelope {
  const { id, ehlo, remoteAddress, reversePath, recipients, tls, by } = trace;
  return { id, clientAddress: remoteAddress, clientName: ehlo, reversePath, recipients, user, tls, hostname: by };
}
