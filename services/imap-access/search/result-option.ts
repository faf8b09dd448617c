/** What was found: UIDs or sequence numbers, as the client asked; of SEARCH ascending, of SORT in its order. */
export type FoundNumbers = Uint32Array;

/** A result option of SEARCH (RFC 4731 3.1) and SORT (RFC 5267 3) as it was asked for. */
export interface ResultOption {
  /** The octets of its data item, in pieces; none where nothing was found and it has nothing to say. */
  write(numbers: FoundNumbers): Iterable<string>;
  /** Those of the messages found that the item names, if it names some only. */
  only?(uids: Uint32Array): Uint32Array;
}
