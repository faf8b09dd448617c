/** The UIDs or sequence numbers found: ascending for SEARCH, in the requested order for SORT. */
export type FoundNumbers = Uint32Array;

/** An end of the list of results. */
export type End = 'first' | 'last';

/** A result option of SEARCH (RFC 4731 3.1) and SORT (RFC 5267 3) with its arguments. */
export interface ResultOption {
  /** Returns the text of its data item, in pieces; nothing when there are no results and the item is left out. */
  write(numbers: FoundNumbers): Iterable<string>;
  /** Which result the item names, if it names only one. */
  readonly only?: End;
  /** Whether the item only counts results and names none. */
  readonly counts?: true;
}
