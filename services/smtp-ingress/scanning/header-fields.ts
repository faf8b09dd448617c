import type { HeaderRemoval } from '@postroom/scan';

/** One field with its folded lines and its line end. */
interface Found {
  readonly name: string;
  readonly start: number;
  readonly end: number;
}

/**
 * The header without those fields, each with its folded lines. Octets that stay are as they were. Only what may go is
 * looked at, so that a header of very many fields is no work.
 * @param also sources of regular expressions: fields whose whole names match one go, too
 */
export function removeFields(header: Buffer, removals: readonly HeaderRemoval[], also: readonly string[] = []): Buffer {
  const names = [...new Set(removals.map(({ name }) => name))];
  if (names.length + also.length === 0) return header;
  const text = header.toString('latin1');
  const byName = Map.groupBy(findFields(text, [...names.map(RegExp.escape), ...also]), ({ name }) => name);
  const anyOf = new RegExp(`^(?:${also.join('|') || '$^'})$`);
  const gone: Found[] = [];
  for (const [name, fields] of byName) {
    const places = removals.filter((one) => one.name === name).map(({ index }) => index);
    if (places.includes(0) || anyOf.test(name)) gone.push(...fields);
    else gone.push(...new Set(places.flatMap((index) => fields.at(index > 0 ? index - 1 : index) ?? [])));
  }
  if (gone.length === 0) return header;
  gone.sort((a, b) => a.start - b.start);
  const kept = gone.map(({ start }, at) => header.subarray(gone[at - 1]?.end ?? 0, start));
  return Buffer.concat([...kept, header.subarray(gone.at(-1)?.end)]);
}

/** RFC 5322 2.2: a name at the beginning of a line, which a CR alone does not end, and the lines that are folded. */
function findFields(header: string, names: readonly string[]): Found[] {
  const field = new RegExp(`(?<![^\\n])(${names.join('|')})[ \\t]*:[^\\n]*(?:\\n[ \\t][^\\n]*)*\\n?`, 'gi');
  return Array.from(header.matchAll(field), ({ 0: whole, 1: name = '', index }) => ({
    name: name.toLowerCase(),
    start: index,
    end: index + whole.length,
  }));
}
