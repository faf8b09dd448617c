/** Returns whether uids lie so close together that it is better to read them as a range of the primary key than one by one. */
export function areDense(uids: Uint32Array): boolean {
  return (uids.at(-1) as number) - (uids[0] as number) < uids.length * 2;
}

/** The result of one query. */
export interface Page<Row> {
  rows: Row[];
  /** The uid before which it was cut because it grew too large; null when it is complete. */
  cutAt: number | null;
}

/**
 * Reads by uid in pages of at most `mostRows`, fewer when pages grow too large. The next page is already requested while the reader works on
 * one. Empty pages are left out.
 * @param read returns at least one row, if there is any
 */
export async function* readInPages<Row>(
  uids: Uint32Array,
  mostRows: number,
  read: (uids: Uint32Array) => Promise<Page<Row>>,
): AsyncGenerator<Row[]> {
  let at = 0;
  let wanted = mostRows;
  const look = (): { asked: Uint32Array; page: Promise<Page<Row>> } | undefined => {
    if (at >= uids.length) return undefined;
    const asked = uids.subarray(at, at + wanted);
    const page = read(asked);
    // An error of the page that is read ahead is handled when that page is awaited; until then it must not count as unhandled.
    page.catch(() => {});
    return { asked, page };
  };
  for (let next = look(); next; ) {
    const { rows, cutAt } = await next.page;
    const isCut = cutAt !== null;
    const read = isCut ? next.asked.findIndex((uid) => uid >= cutAt) : next.asked.length;
    at += Math.max(read, 1);
    // The next rows are probably as large as these.
    wanted = isCut ? read + 1 : Math.min(2 * wanted, mostRows);
    next = look();
    if (rows.length > 0) yield rows;
  }
}
