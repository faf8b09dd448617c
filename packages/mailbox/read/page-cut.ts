/** Octets that one page of rows brings at most, but for its first row, which comes whatever it weighs. */
export const PAGE_BYTES = 1024 * 1024;

/** SQL: the octets of an entry's keywords. */
export const KEYWORD_OCTETS = `case when e.keywords = '{}' then 0 else octet_length(array_to_string(e.keywords, ' ')) end`;

/**
 * Columns of a query over entries `e` that tell where a page must be cut: `octets_before`, of the rows in front of this
 * one, and `next_uid`, the uid behind it. Lengths are known without reading what is stored apart. Goes with PAGE_WINDOW.
 * @param octets SQL expressions of a row's lengths
 */
export function cutColumns(octets: readonly string[]): string {
  const sum = octets.join(' + ');
  return `sum(${sum}) over page - (${sum}) as octets_before, lead(e.uid) over page as next_uid`;
}

/** The window of cutColumns, behind the `from` clause. */
export const PAGE_WINDOW = 'window page as (order by e.uid rows unbounded preceding)';

/** The condition on the rows that belong to the page. */
export const FITS = `octets_before < ${PAGE_BYTES}`;
