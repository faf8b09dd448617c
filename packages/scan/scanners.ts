import type { HostAndPort } from './clamd/host-and-port.ts';
import { scanWithClamd } from './clamd/instream.ts';
import type { VirusVerdict } from './clamd/reply.ts';
import type { Envelope, ScannedMessage } from './message.ts';
import { printable } from './printable.ts';
import { checkWithRspamd, type RspamdServer } from './rspamd/check.ts';
import type { SpamVerdict } from './rspamd/verdict.ts';
import { type ScanResult, TooLarge } from './scan-result.ts';
import { Semaphore } from './semaphore.ts';

export interface ScannerOptions {
  readonly rspamd: RspamdServer | null;
  readonly clamd: HostAndPort | null;
  /** The time for one message at a scanner, from the first wait to the end of its answer. */
  readonly withinMs: number;
  /** Larger messages are not scanned. */
  readonly maxBytes: number;
  /** The most messages at one scanner at the same time. */
  readonly concurrency: number;
}

/** The results; null for a scanner that is not configured. */
export interface ScanAnswers {
  readonly spam: ScanResult<SpamVerdict> | null;
  readonly virus: ScanResult<VirusVerdict> | null;
}

export interface Scanners {
  /**
   * Asks all scanners at once. A failed scanner is a result too. Only throws errors from reading the message, and the
   * reason of `stop`, which ends everything.
   */
  scan(
    messages: { spam: ScannedMessage; virus: ScannedMessage },
    envelope: Envelope,
    stop: AbortSignal,
  ): Promise<ScanAnswers>;
}

export function createScanners(options: ScannerOptions): Scanners {
  const { rspamd, clamd } = options;
  const semaphores = { spam: new Semaphore(options.concurrency), virus: new Semaphore(options.concurrency) };
  return {
    async scan({ spam, virus }, envelope, stop) {
      const [ofRspamd, ofClamd] = await Promise.all([
        rspamd &&
          ask(options, semaphores.spam, spam, stop, (message, signal) =>
            checkWithRspamd(rspamd, envelope, message, signal),
          ),
        clamd &&
          ask(options, semaphores.virus, virus, stop, (message, signal) => scanWithClamd(clamd, message, signal)),
      ]);
      return { spam: ofRspamd, virus: ofClamd };
    },
  };
}

async function ask<Verdict>(
  { withinMs, maxBytes }: ScannerOptions,
  semaphore: Semaphore,
  message: ScannedMessage,
  stop: AbortSignal,
  scan: (message: ScannedMessage, signal: AbortSignal) => Promise<Verdict>,
): Promise<ScanResult<Verdict>> {
  const began = performance.now();
  const seconds = (): number => (performance.now() - began) / 1000;
  if (message.size > maxBytes) return { result: 'skipped', reason: `over ${maxBytes} octets`, seconds: 0 };
  const late = AbortSignal.timeout(withinMs);
  const signal = AbortSignal.any([stop, late]);
  const source = watched(message);
  let release: (() => void) | undefined;
  try {
    release = await semaphore.acquire(signal);
    return { result: 'answered', verdict: await scan(source.message, signal), seconds: seconds() };
  } catch (error) {
    stop.throwIfAborted();
    if (source.failed) throw source.failed.error;
    if (error instanceof TooLarge) return { result: 'skipped', reason: error.message, seconds: seconds() };
    const reason = late.aborted ? `no answer within ${withinMs / 1000} s` : printable(String(error), 300);
    return { result: 'failed', reason, seconds: seconds() };
  } finally {
    release?.();
  }
}

/** Wraps a message to record whether reading it failed, which is no fault of a scanner. */
function watched(message: ScannedMessage): { message: ScannedMessage; failed?: { error: unknown } } {
  const source: ReturnType<typeof watched> = {
    message: {
      size: message.size,
      async *read() {
        try {
          yield* message.read();
        } catch (error) {
          source.failed = { error };
          throw error;
        }
      },
    },
  };
  return source;
}
