/** Whether uids lie so close together that they are read as a range of the primary key, not one by one. */
export function areDense(uids: Uint32Array): boolean {
  return (uids.at(-1) as number) - (uids[0] as number) < uids.length * 2;
}

/** Reads by uid in pages; while the reader works on one page the next is already on its way. Empty pages are left out. */
export async function* readInPages<Row>(
  uids: Uint32Array,
  size: number,
  read: (uids: Uint32Array) => Promise<Row[]>,
): AsyncGenerator<Row[]> {
  let next = uids.length > 0 ? read(uids.subarray(0, size)) : undefined;
  for (let from = size; next; from += size) {
    const page: Row[] = await next;
    next = from < uids.length ? read(uids.subarray(from, from + size)) : undefined;
    // A failure of the page read ahead is met when it is awaited; until then it must not count as unhandled.
    next?.catch(() => {});
    if (page.length > 0) yield page;
  }
}
