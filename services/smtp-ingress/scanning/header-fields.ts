import type { HeaderRemoval } from '@postroom/scan';

/** A header block as its fields, each with its folded lines and line ends; the empty line at the end is one, too. */
export function splitFields(header: string): string[] {
  return header.match(/[^\n]*\n(?:[ \t][^\n]*\n)*|[^\n]+$/g) ?? [];
}

/** In lower case; '' for what is no field. */
export function nameOf(field: string): string {
  return /^([!-9;-~]+)[ \t]*:/.exec(field)?.[1]?.toLowerCase() ?? '';
}

/** The header without those fields. Octets that stay are as they were. */
export function removeFields(
  header: Buffer,
  removals: readonly HeaderRemoval[],
  also: (name: string) => boolean,
): Buffer {
  const fields = splitFields(header.toString('latin1'));
  const names = fields.map(nameOf);
  const gone = new Set<number>();
  for (const [name, removalsOfName] of Map.groupBy(removals, (removal) => removal.name)) {
    const places = names.flatMap((one, place) => (one === name ? [place] : []));
    for (const { index } of removalsOfName) {
      const chosen = index === 0 ? places : [places.at(index > 0 ? index - 1 : index)];
      for (const place of chosen) if (place !== undefined) gone.add(place);
    }
  }
  names.forEach((name, place) => {
    if (name && also(name)) gone.add(place);
  });
  if (gone.size === 0) return header;
  return Buffer.from(fields.filter((_, place) => !gone.has(place)).join(''), 'latin1');
}
