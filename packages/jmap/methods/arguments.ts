import { invalidArgument } from '../errors/method-error.ts';
import { isId } from '../values/id.ts';
import { isObject, type Json, type JsonObject, own } from '../values/json.ts';

/**
 * Reads the arguments of one call by name and type. Null counts as not given, except where null is a value. Each reader throws
 * invalidArguments that names the argument; end() throws it for arguments that nobody read.
 */
export class Arguments {
  readonly #values: JsonObject;
  readonly #known = new Set<string>();

  constructor(values: JsonObject) {
    this.#values = values;
  }

  /** Reads the account id, which all methods of RFC 8620 5 require. */
  accountId(name = 'accountId'): string {
    return this.requiredId(name);
  }

  requiredId(name: string): string {
    const value = this.value(name);
    if (!isId(value)) throw invalidArgument(name, 'it must be an id');
    return value;
  }

  requiredString(name: string): string {
    const value = this.string(name);
    if (value === null) throw invalidArgument(name, 'it must be a string');
    return value;
  }

  string(name: string): string | null {
    const value = this.value(name);
    if (value !== null && typeof value !== 'string') throw invalidArgument(name, 'it must be a string');
    return value;
  }

  boolean(name: string, otherwise: boolean): boolean {
    const value = this.value(name) ?? otherwise;
    if (typeof value !== 'boolean') throw invalidArgument(name, 'it must be a boolean');
    return value;
  }

  /** Reads an Int (RFC 8620 1.3). */
  int(name: string): number | null {
    const value = this.value(name);
    if (value !== null && !Number.isSafeInteger(value)) throw invalidArgument(name, 'it must be an integer');
    return value as number | null;
  }

  /** Reads an UnsignedInt (RFC 8620 1.3). */
  unsignedInt(name: string): number | null {
    const value = this.int(name);
    if (value !== null && value < 0) throw invalidArgument(name, 'it must not be negative');
    return value;
  }

  /** Reads ids, without repetitions. */
  ids(name: string): string[] | null {
    const value = this.value(name);
    if (value === null) return null;
    // A text that is no valid Id matches no object, so the client gets notFound for it.
    if (!Array.isArray(value) || !value.every((each) => typeof each === 'string')) {
      throw invalidArgument(name, 'it must be an array of ids');
    }
    return [...new Set(value)];
  }

  requiredIds(name: string): string[] {
    const value = this.ids(name);
    if (value === null) throw invalidArgument(name, 'it must be an array of ids');
    return value;
  }

  /** Reads names, which `isKnown` must accept. */
  names(name: string, isKnown: (name: string) => boolean): string[] | null {
    const value = this.ids(name);
    const unknown = value?.find((each) => !isKnown(each));
    if (unknown !== undefined) throw invalidArgument(name, `unknown name ${unknown.slice(0, 100)}`);
    return value;
  }

  object(name: string): JsonObject | null {
    const value = this.value(name);
    if (value !== null && !isObject(value)) throw invalidArgument(name, 'it must be an object');
    return value;
  }

  array(name: string): Json[] | null {
    const value = this.value(name);
    if (value !== null && !Array.isArray(value)) throw invalidArgument(name, 'it must be an array');
    return value;
  }

  /** Returns the value unchecked; null when it is not given. */
  value(name: string): Json {
    this.#known.add(name);
    return own(this.#values, name) ?? null;
  }

  end(): void {
    const unknown = Object.keys(this.#values).find((name) => !this.#known.has(name));
    if (unknown !== undefined) throw invalidArgument(unknown, 'the method has no such argument');
  }
}
