import type { Wire } from '../wire.ts';
import { type Captures, fillIn, matches } from './match.ts';
import { parseTranscript, type Step, type Transcript } from './parse.ts';

export interface TranscriptHooks {
  /** Opens the connection of a session, at its first line. */
  connect(session: string): Promise<Wire>;
  /** Returns whether the server offers what a `needs:` line names. By default it offers everything. */
  supports?(need: string): boolean;
  /** Sets up one condition of a `given:` line, before any connection. */
  given?(condition: string): Promise<void>;
  /** Returns whether all sessions connect before the first line, in order of appearance. By default each connects at its first line. */
  connectsAll?(): boolean;
  /** What the server may do differently although it follows the standards. By default nothing. */
  readonly liberties?: Liberties | undefined;
  /** Values of `$name` that are known from the start, such as names and passwords. */
  readonly values?: Readonly<Record<string, string>>;
  /** How long `<silence>` waits, in milliseconds. */
  readonly silence?: number;
}

/** Differences that the standards leave to servers, for servers of others. */
export interface Liberties {
  /** Lines that the server may send at any time. */
  readonly maySend: RegExp;
  /** Expected lines that it may leave out. */
  readonly mayOmit: RegExp;
}

export type TranscriptResult = { readonly skipped: string } | undefined;

/**
 * Plays a transcript against a server. Besides lines, a step may be
 * `C1: <starttls>` (the handshake), `C1: <close>` (drops the connection), `C1: <end>` (ends sending),
 * `S1: <close>` (the server closes the connection), `S1: <silence>` (nothing comes for a while).
 * @throws TranscriptError at the first line that does not match
 */
export async function runTranscript(source: string, hooks: TranscriptHooks): Promise<TranscriptResult> {
  const transcript = parseTranscript(source);
  const missing = transcript.needs.find((need) => hooks.supports?.(need) === false);
  if (missing !== undefined) return { skipped: `the server does not offer ${missing}` };
  for (const condition of transcript.given) await given(condition, hooks);

  const captures: Captures = new Map(Object.entries(hooks.values ?? {}));
  const sessions = new Map<string, Wire>();
  const held: Held = new Map();
  try {
    const first = hooks.connectsAll?.() ? new Set(transcript.steps.map(({ session }) => session)) : [];
    for (const session of first) sessions.set(session, await hooks.connect(session));
    for (const step of transcript.steps) {
      const wire = sessions.get(step.session) ?? (await hooks.connect(step.session));
      sessions.set(step.session, wire);
      if (step.from === 'client') await send(wire, step, captures);
      else await receive(held, wire, step, captures, transcript, hooks);
    }
  } finally {
    for (const wire of sessions.values()) wire.close();
  }
  return undefined;
}

async function given(condition: string, hooks: TranscriptHooks): Promise<void> {
  if (hooks.given === undefined) throw new Error(`nothing here knows how to bring about "given: ${condition}"`);
  await hooks.given(condition);
}

async function send(wire: Wire, step: Step, captures: Captures): Promise<void> {
  if (step.text === '<starttls>') await wire.upgrade();
  else if (step.text === '<close>') wire.close();
  else if (step.text === '<end>') wire.end();
  else await wire.line(fillIn(step.text, captures));
}

/** A line of each session that was read and is not compared yet. */
type Held = Map<Wire, string>;

async function receive(
  held: Held,
  wire: Wire,
  step: Step,
  captures: Captures,
  transcript: Transcript,
  { silence = 300, liberties }: TranscriptHooks,
): Promise<void> {
  if (step.text === '<close>') {
    const unread = await wire.closed().then(
      () => wire.unread,
      (error: Error) => error.message,
    );
    const left = held.get(wire) ?? unread;
    if (left !== '') throw new TranscriptError(transcript, step, left);
    return;
  }
  const wantsSilence = step.text === '<silence>';
  for (;;) {
    let real = held.get(wire);
    held.delete(wire);
    let failure = '';
    try {
      real ??= await wire.readLine(wantsSilence ? silence : undefined);
    } catch (error) {
      failure = (error as Error).message;
    }
    if (wantsSilence ? real === undefined : real !== undefined && matches(step.text, real, captures)) return;
    if (real !== undefined && liberties?.maySend.test(real)) continue;
    if (real === undefined || !liberties?.mayOmit.test(step.text))
      throw new TranscriptError(transcript, step, real ?? `(${failure})`, wire.unread);
    held.set(wire, real);
    return;
  }
}

/** Shows the lines before the one that failed, the expected line (-) and the real one (+). */
export class TranscriptError extends Error {
  constructor(transcript: Transcript, failed: Step, real: string, after = '') {
    const mark = (step: Step) => `${step.from === 'client' ? 'C' : 'S'}${step.session}: ${step.text}`;
    const before = transcript.steps.filter((step) => step.number < failed.number).slice(-12);
    const lines = [
      `${transcript.title || 'transcript'}, line ${failed.number}`,
      ...before.map((step) => `    ${mark(step)}`),
      `  - ${mark(failed)}`,
      `  + S${failed.session}: ${real}`,
      ...after
        .split('\r\n')
        .slice(0, 12)
        .filter(Boolean)
        .map((line) => `  . S${failed.session}: ${line}`),
    ];
    super(lines.join('\n'));
    this.name = 'TranscriptError';
    // The stack would point into this file and help nobody.
    delete this.stack;
  }
}
