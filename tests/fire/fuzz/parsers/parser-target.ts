import type { Random } from '@postroom/testkit';

/** A parser, or what stands on one: what it is fed, and what must hold of what it says. */
export interface ParserTarget {
  readonly name: string;
  /** Words of its grammar, for mutations. */
  readonly dictionary: readonly string[];
  /** Something well-formed, octets as latin1. */
  say(random: Random): string;
  /** Feeds it; throws what is wrong. Errors that are the parser's own words for bad input are none. */
  check(input: Buffer, random: Random): unknown;
}

/** Calls a parser whose refusals are of these kinds; what else it throws is thrown. Undefined when it refused. */
export function refusing<T>(refusals: readonly (new (...args: never[]) => Error)[], parse: () => T): T | undefined {
  try {
    return parse();
  } catch (error) {
    if (refusals.some((kind) => error instanceof kind)) return undefined;
    throw error;
  }
}
