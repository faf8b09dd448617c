/** Whether uids lie so close together that they are read as a range of the primary key, not one by one. */
export function areDense(uids: Uint32Array): boolean {
  return (uids.at(-1) as number) - (uids[0] as number) < uids.length * 2;
}

/** What one look at the database brought. */
export interface Page<Row> {
  rows: Row[];
  /** The uid it was cut at because it grew too large; null when it has all that was asked for. */
  cutAt: number | null;
}

/**
 * Reads by uid in pages of `mostRows` at most, fewer where pages grow too large; while the reader works on one page the
 * next is already on its way. Empty pages are left out.
 * @param read brings one row at least, if there is any
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
    // A failure of the page read ahead is met when it is awaited; until then it must not count as unhandled.
    page.catch(() => {});
    return { asked, page };
  };
  for (let next = look(); next; ) {
    const { rows, cutAt } = await next.page;
    const isCut = cutAt !== null;
    const read = isCut ? next.asked.findIndex((uid) => uid >= cutAt) : next.asked.length;
    at += Math.max(read, 1);
    // What comes next is as large as this, probably.
    wanted = isCut ? read + 1 : Math.min(2 * wanted, mostRows);
    next = look();
    if (rows.length > 0) yield rows;
  }
}
