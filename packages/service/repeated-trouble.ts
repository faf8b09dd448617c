import type { LogFn } from 'pino';

/** How often one kind of trouble is logged completely per minute, by pino's level; further ones are counted. */
const WHOLE: Readonly<Record<number, number>> = { 40: 1, 50: 10 };
const WINDOW_MS = 60_000;
/** The most kinds that are remembered. A kind is our message and the error's code, so there are few. */
const MAX_KINDS = 200;

interface Kind {
  seen: number;
  /** Writes the line that tells how often it was repeated. */
  report(repeated: number): void;
}

/**
 * Reduces repeated trouble: while a store is down, every message meets the same error. Each kind is logged with its stack once a minute
 * (errors ten times, since each may concern another message), and at the end of the minute one line tells how often it was repeated.
 */
export class RepeatedTrouble {
  readonly #kinds = new Map<string, Kind>();
  #timer: NodeJS.Timeout | undefined;

  /** Returns whether a line should be written now, for pino's `logMethod`. */
  passes(args: Parameters<LogFn>, level: number, write: (fields: object, msg: string) => void): boolean {
    const [fields, msg] = args as unknown as [unknown, unknown];
    const whole = WHOLE[level];
    const error = (fields as { err?: unknown } | null)?.err;
    if (whole === undefined || !(error instanceof Error) || typeof msg !== 'string') return true;
    const key = `${level} ${msg} ${nameOf(error)}`;
    const kind = this.#kinds.get(key);
    if (kind) return ++kind.seen <= whole;
    if (this.#kinds.size >= MAX_KINDS) return true;
    const report = (repeated: number) =>
      write({ repeated, seconds: WINDOW_MS / 1000, error: error.message }, `${msg} (repeated)`);
    this.#kinds.set(key, { seen: 1, report: (seen) => seen > whole && report(seen - whole) });
    this.#timer ??= setInterval(() => this.flush(), WINDOW_MS).unref();
    return true;
  }

  /** Reports what was counted, and starts anew. */
  flush(): void {
    const kinds = [...this.#kinds.values()];
    this.#kinds.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const { seen, report } of kinds) report(seen);
  }
}

/** Returns the error's code, or its name without one; messages are unsuitable because they contain ids and addresses. */
function nameOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.name;
}
