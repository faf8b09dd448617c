import { invalidArgument } from '../errors/method-error.ts';
import { isId } from '../values/id.ts';
import { isObject, type Json, type JsonObject, own } from '../values/json.ts';

/**
 * The arguments of one call, read by name and type. Null is the same as not given, except where null is a value. Each reader throws
 * invalidArguments that names the argument; end() does so for arguments that nobody read.
 */
export class Arguments {
  readonly #values: JsonObject;
  readonly #known = new Set<string>();

  constructor(values: JsonObject) {
    this.#values = values;
  }

  /** Required, as all methods of RFC 8620 5 have it. */
  accountId(name = 'accountId'): string {
    return this.requiredId(name);
  }

  requiredId(name: string): string {
    const value = this.value(name);
    if (!isId(value)) throw invalidArgument(name, 'an id is needed');
    return value;
  }

  requiredString(name: string): string {
    const value = this.string(name);
    if (value === null) throw invalidArgument(name, 'a string is needed');
    return value;
  }

  string(name: string): string | null {
    const value = this.value(name);
    if (value !== null && typeof value !== 'string') throw invalidArgument(name, 'it is not a string');
    return value;
  }

  boolean(name: string, otherwise: boolean): boolean {
    const value = this.value(name) ?? otherwise;
    if (typeof value !== 'boolean') throw invalidArgument(name, 'it is not a boolean');
    return value;
  }

  /** RFC 8620 1.3 Int. */
  int(name: string): number | null {
    const value = this.value(name);
    if (value !== null && !Number.isSafeInteger(value)) throw invalidArgument(name, 'it is not an integer');
    return value as number | null;
  }

  /** RFC 8620 1.3 UnsignedInt. */
  unsignedInt(name: string): number | null {
    const value = this.int(name);
    if (value !== null && value < 0) throw invalidArgument(name, 'it is negative');
    return value;
  }

  /** Ids without repetitions. */
  ids(name: string): string[] | null {
    const value = this.value(name);
    if (value === null) return null;
    // What is no Id is the id of nothing: who asks for it hears notFound as for any other.
    if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) {
      throw invalidArgument(name, 'it is not an array of ids');
    }
    return [...new Set(value)];
  }

  requiredIds(name: string): string[] {
    const value = this.ids(name);
    if (value === null) throw invalidArgument(name, 'ids are needed');
    return value;
  }

  /** Names, all of which `isKnown` knows. */
  names(name: string, isKnown: (name: string) => boolean): string[] | null {
    const value = this.ids(name);
    const unknown = value?.find((each) => !isKnown(each));
    if (unknown !== undefined) throw invalidArgument(name, `there is no ${unknown.slice(0, 100)}`);
    return value;
  }

  object(name: string): JsonObject | null {
    const value = this.value(name);
    if (value !== null && !isObject(value)) throw invalidArgument(name, 'it is not an object');
    return value;
  }

  array(name: string): Json[] | null {
    const value = this.value(name);
    if (value !== null && !Array.isArray(value)) throw invalidArgument(name, 'it is not an array');
    return value;
  }

  /** The value as it is; null when it is not given. */
  value(name: string): Json {
    this.#known.add(name);
    return own(this.#values, name) ?? null;
  }

  end(): void {
    const unknown = Object.keys(this.#values).find((name) => !this.#known.has(name));
    if (unknown !== undefined) throw invalidArgument(unknown, 'the method has no such argument');
  }
}
