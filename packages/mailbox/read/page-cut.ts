/** The most octets of a page of rows, except for its first row, which is read whatever its size. */
export const PAGE_BYTES = 1024 * 1024;

/** SQL: the octets of an entry's keywords. */
export const KEYWORD_OCTETS = `case when e.keywords = '{}' then 0 else octet_length(array_to_string(e.keywords, ' ')) end`;

/**
 * SQL: columns of a query over entries `e` that tell where a page must be cut: `octets_before`, the size of the rows before this one, and
 * `next_uid`, the uid after it. Lengths are known without reading values that are stored out of line. Use it with PAGE_WINDOW.
 * @param octets SQL expressions of a row's lengths
 */
export function cutColumns(octets: readonly string[]): string {
  const sum = octets.join(' + ');
  return `sum(${sum}) over page - (${sum}) as octets_before, lead(e.uid) over page as next_uid`;
}

/** SQL: the window of cutColumns, placed after the `from` clause. */
export const PAGE_WINDOW = 'window page as (order by e.uid rows unbounded preceding)';

/** SQL: the condition for rows that belong to the page. */
export const FITS = `octets_before < ${PAGE_BYTES}`;
