import { MethodError } from '../errors/method-error.ts';
import { type Json, own } from '../values/json.ts';

const MAX_POINTER = 1_000; // characters
const MAX_TOKENS = 50;

/** Returns the tokens of a JSON pointer (RFC 6901 3); undefined for an invalid or overlong one. */
export function readPointer(pointer: string): string[] | undefined {
  if (pointer === '') return [];
  if (!pointer.startsWith('/') || pointer.length > MAX_POINTER) return undefined;
  if (/~(?![01])/.test(pointer)) return undefined;
  const tokens = pointer.slice(1).split('/');
  if (tokens.length > MAX_TOKENS) return undefined;
  return tokens.map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
}

/**
 * Evaluates a pointer; `*` means every item of an array, and results that are arrays are flattened into one (RFC 8620 3.7).
 * Every step and item is taken from `budget`. Throws invalidResultReference.
 */
export function evaluatePointer(value: Json, tokens: readonly string[], budget: Budget): Json {
  budget.take(1);
  const [token, ...rest] = tokens;
  if (token === undefined) return value;
  if (Array.isArray(value)) {
    if (token === '*') return each(value, rest, budget);
    const item = /^(0|[1-9]\d{0,8})$/.test(token) ? value[Number(token)] : undefined;
    if (item === undefined) throw notFound();
    return evaluatePointer(item, rest, budget);
  }
  if (typeof value !== 'object' || value === null) throw notFound();
  const found = own(value, token);
  if (found === undefined) throw notFound();
  return evaluatePointer(found, rest, budget);
}

function each(items: readonly Json[], rest: readonly string[], budget: Budget): Json[] {
  const found: Json[] = [];
  for (const item of items) {
    const result = evaluatePointer(item, rest, budget);
    if (!Array.isArray(result)) {
      found.push(result);
      continue;
    }
    budget.take(result.length);
    for (const inner of result) found.push(inner);
  }
  return found;
}

/** An amount that one request may use; taking more throws invalidResultReference. */
export class Budget {
  #left: number;

  constructor(amount: number) {
    this.#left = amount;
  }

  get left(): number {
    return this.#left;
  }

  take(amount: number): void {
    this.#left -= amount;
    if (this.#left < 0)
      throw new MethodError('invalidResultReference', 'The references of this request select too many values');
  }
}

function notFound(): MethodError {
  return new MethodError('invalidResultReference', 'The path selects nothing in that response');
}
