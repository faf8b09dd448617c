import Type, { type Static, type TProperties } from 'typebox';
import { ConfigError, loadConfig } from './config.ts';
import { createLogger, type Logger } from './logger.ts';

/** Of sysexits.h: what is needed is away, and may be there later; what is set up has to be changed first. */
const EX_TEMPFAIL = 75;
const EX_CONFIG = 78;

export interface Once<Properties extends TProperties> {
  name: string;
  /** The variables that it reads. */
  config: Properties;
  /** Whether a failure says that something is away, or is not as it has to be; each is then one line, and its exit code. */
  isAway(error: unknown): boolean;
  isUnsuitable(error: unknown): boolean;
  work(config: Static<ReturnType<typeof Type.Object<Properties>>>, log: Logger): Promise<void>;
}

/** Runs a program that does one piece of work and ends: with 0, with 75 or 78 and a line on standard error, or with a stack and 1. */
export async function runOnce<Properties extends TProperties>(once: Once<Properties>): Promise<void> {
  try {
    const config = loadConfig(Type.Object(once.config));
    await once.work(config as never, createLogger(once.name, 'info'));
  } catch (error) {
    const unsuitable = error instanceof ConfigError || once.isUnsuitable(error);
    if (!unsuitable && !once.isAway(error)) throw error;
    console.error(`${once.name}: ${wordsOf(error)}`);
    process.exit(unsuitable ? EX_CONFIG : EX_TEMPFAIL);
  }
}

/** Of several addresses that were tried, what the first said. */
function wordsOf(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return first instanceof Error ? first.message : String(first);
}
