/** What was found: UIDs or sequence numbers, as the client asked; of SEARCH ascending, of SORT in its order. */
export type FoundNumbers = Uint32Array;

/** One end of what was found. */
export type End = 'first' | 'last';

/** A result option of SEARCH (RFC 4731 3.1) and SORT (RFC 5267 3) as it was asked for. */
export interface ResultOption {
  /** The octets of its data item, in pieces; none where nothing was found and it has nothing to say. */
  write(numbers: FoundNumbers): Iterable<string>;
  /** Where among those found the one message is that the item names, if it names one only. */
  readonly only?: End;
  /** Whether it says how many there are, and of none which it is. */
  readonly counts?: true;
}
