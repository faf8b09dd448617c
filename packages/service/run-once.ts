import Type, { type Static, type TProperties } from 'typebox';
import { ConfigError, loadConfig } from './config.ts';
import { createLogger, type Logger } from './logger.ts';

/** Exit codes of sysexits.h: something is temporarily unavailable; something must be configured differently first. */
const EX_TEMPFAIL = 75;
const EX_CONFIG = 78;

export interface Once<Properties extends TProperties> {
  name: string;
  /** The variables that the program reads. */
  config: Properties;
  /** Tell whether an error means that something is unavailable or unsuitable; each becomes one line and its exit code. */
  isAway(error: unknown): boolean;
  isUnsuitable(error: unknown): boolean;
  work(config: Static<ReturnType<typeof Type.Object<Properties>>>, log: Logger): Promise<void>;
}

/** Runs a program that does one piece of work; it exits with 0, with 75 or 78 and a line on standard error, or with 1 and a stack. */
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

/** Returns the error's message; of several tried addresses that of the first. */
function wordsOf(error: unknown): string {
  const first = error instanceof AggregateError ? (error.errors[0] as unknown) : error;
  return first instanceof Error ? first.message : String(first);
}
