/** What SEARCH found: UIDs or sequence numbers, ascending, as the client asked. */
export type FoundNumbers = Uint32Array;

/** A result option of SEARCH (RFC 4731 3.1) as it was asked for. */
export interface ResultOption {
  /** The octets of its data item, in pieces; none where nothing was found and it has nothing to say. */
  write(numbers: FoundNumbers): Iterable<string>;
  /** Those of the messages found that the item names, if it names some only. */
  only?(uids: Uint32Array): Uint32Array;
}
