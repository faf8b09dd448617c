import type { Random } from '@postroom/testkit';

/** A parser, or code that uses one: its inputs, and what must be true of its results. */
export interface ParserTarget {
  readonly name: string;
  /** Words of its grammar, for mutations. */
  readonly dictionary: readonly string[];
  /** Returns well-formed input, octets as latin1. */
  say(random: Random): string;
  /** Feeds an input; throws if something is wrong. The parser's own errors for bad input are not wrong. */
  check(input: Buffer, random: Random): unknown;
}

/** Calls a parser; returns undefined when it refuses with one of these errors, and rethrows others. */
export function refusing<T>(refusals: readonly (new (...args: never[]) => Error)[], parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (refusals.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}
