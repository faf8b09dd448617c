import { asBuffer, LF } from '../bytes.ts';
import { FieldCursor } from './fields.ts';
import { FieldNames } from './names.ts';

/** Offsets `[start, end, start, end, …]`, ascending. */
type Ranges = number[];

/**
 * Returns what BODY[HEADER.FIELDS (names)] or, with `not`, BODY[HEADER.FIELDS.NOT (names)] returns (RFC 3501 6.4.5): the original
 * bytes of the matching fields in their original order, then a blank line. Names are compared without regard to case.
 */
export function headerFields(header: Uint8Array, names: readonly string[], not = false): Buffer {
  const wanted = new FieldNames(names);
  const cursor = new FieldCursor(header);
  const ranges: Ranges = [];
  while (cursor.next()) if ((cursor.nameIn(wanted) === '') === not) append(ranges, cursor.start, cursor.end);
  return gather(cursor.bytes, ranges);
}

/** Picks fields of one header many times: from the second call on the cost is a look-up by name plus the size of the result. */
export class HeaderPicker {
  readonly #header: Buffer;
  #asked = false;
  #byName: Map<string, Ranges> | undefined;
  #start = 0;
  #end = 0;

  constructor(header: Uint8Array) {
    this.#header = asBuffer(header);
  }

  /** Returns the same as headerFields. */
  pick(names: readonly string[], not = false): Buffer {
    if (!this.#asked) {
      this.#asked = true;
      return headerFields(this.#header, names, not);
    }
    this.#byName ??= this.#index();
    const ranges = this.#rangesOf(this.#byName, new Set(names.map((name) => name.toLowerCase())));
    return gather(this.#header, not ? complement(ranges, this.#start, this.#end) : ranges);
  }

  #index(): Map<string, Ranges> {
    const byName = new Map<string, Ranges>();
    const cursor = new FieldCursor(this.#header);
    this.#start = cursor.end;
    while (cursor.next()) {
      const name = cursor.name();
      const ranges = byName.get(name);
      if (ranges) append(ranges, cursor.start, cursor.end);
      else byName.set(name, [cursor.start, cursor.end]);
    }
    this.#end = cursor.start;
    return byName;
  }

  #rangesOf(byName: Map<string, Ranges>, names: ReadonlySet<string>): Ranges {
    const found = [...names].flatMap((name) => (name === '' ? [] : (byName.get(name) ?? [])));
    if (names.size <= 1) return found;
    // Fields do not overlap, so all starts and ends, sorted, are the ranges in order
    const ordered = Float64Array.from(found).sort();
    const ranges: Ranges = [];
    for (let i = 0; i < ordered.length; i += 2) append(ranges, ordered[i] as number, ordered[i + 1] as number);
    return ranges;
  }
}

/** Adds a range after all others; a range that begins where the last one ends extends it. */
function append(ranges: Ranges, start: number, end: number): void {
  if (ranges.at(-1) === start) ranges[ranges.length - 1] = end;
  else ranges.push(start, end);
}

function complement(ranges: Ranges, start: number, end: number): Ranges {
  const rest: Ranges = [];
  let at = start;
  for (let i = 0; i < ranges.length; i += 2) {
    const from = ranges[i] as number;
    if (from > at) rest.push(at, from);
    at = ranges[i + 1] as number;
  }
  if (end > at) rest.push(at, end);
  return rest;
}

/** Returns the fields' bytes and the blank line. */
function gather(header: Buffer, ranges: Ranges): Buffer {
  let length = 0;
  for (let i = 0; i < ranges.length; i += 2) length += (ranges[i + 1] as number) - (ranges[i] as number);
  const out = Buffer.allocUnsafe(length + 4);
  let at = 0;
  for (let i = 0; i < ranges.length; i += 2) at += header.copy(out, at, ranges[i], ranges[i + 1]);
  // A header that the end of the message or a boundary cuts off lacks its last line end
  if (at > 0 && out[at - 1] !== LF) at += out.write('\r\n', at, 'latin1');
  at += out.write('\r\n', at, 'latin1');
  return out.subarray(0, at);
}
