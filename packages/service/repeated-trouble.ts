import type { LogFn } from 'pino';

/** How often one kind of trouble is logged whole in a minute; what comes beyond is counted. By pino's level. */
const WHOLE: Readonly<Record<number, number>> = { 40: 1, 50: 10 };
const WINDOW_MS = 60_000;
/** Kinds that are remembered: a kind is what we say and the error's code, so there are few. */
const MAX_KINDS = 200;

interface Kind {
  seen: number;
  /** Writes the line that says how often it came again. */
  report(repeated: number): void;
}

/**
 * While a store is away, every mail meets the same error. A kind of trouble is logged with its stack once a minute (errors
 * ten times: each may be of another mail), and at the end of the minute one line says how often it came again.
 */
export class RepeatedTrouble {
  readonly #kinds = new Map<string, Kind>();
  #timer: NodeJS.Timeout | undefined;

  /** For pino's `logMethod`: whether this line is written now. */
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
      write({ repeated, seconds: WINDOW_MS / 1000, error: error.message }, `${msg}: the same again`);
    this.#kinds.set(key, { seen: 1, report: (seen) => seen > whole && report(seen - whole) });
    this.#timer ??= setInterval(() => this.flush(), WINDOW_MS).unref();
    return true;
  }

  /** Says what was counted, and begins anew. */
  flush(): void {
    const kinds = [...this.#kinds.values()];
    this.#kinds.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
    for (const { seen, report } of kinds) report(seen);
  }
}

/** Messages name ids and addresses; a code, where there is one, does not. */
function nameOf(error: Error): string {
  return (error as NodeJS.ErrnoException).code ?? error.name;
}
