import { headerPropertyOf, type Json } from '@postroom/jmap';
import { type HeaderField, parseHeader } from '@postroom/mime';
import { headerValue, rawValue } from './header-value.ts';

/** The header fields of a message or a part, from which header properties are read. */
export class HeaderProperties {
  readonly #header: Buffer;
  readonly #fields: readonly HeaderField[];
  readonly #byName: ReadonlyMap<string, readonly HeaderField[]>;

  constructor(header: Buffer) {
    this.#header = header;
    this.#fields = parseHeader(header).filter(({ name }) => name !== '');
    this.#byName = Map.groupBy(this.#fields, ({ name }) => name);
  }

  /** Returns the value of `header:…`, or of a property that is short for one (RFC 8621 4.1.3); undefined for other properties. */
  get(property: string): Json | undefined {
    const asked = headerPropertyOf(property);
    if (!asked) return undefined;
    const values = this.#byName.get(asked.field.toLowerCase()) ?? [];
    const read = (field: HeaderField): Json => headerValue(rawValue(this.#header, field), asked.form);
    if (asked.all) return values.map(read);
    const last = values.at(-1);
    return last ? read(last) : null;
  }

  /** Returns all fields raw and in order (RFC 8621 4.1.3 headers). */
  all(): Json {
    return this.#fields.map((field) => ({
      name: this.#header.toString('latin1', field.start, field.valueStart - 1).trimEnd(),
      value: headerValue(rawValue(this.#header, field), 'asRaw'),
    }));
  }
}
