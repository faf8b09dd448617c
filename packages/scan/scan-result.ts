/** What came of asking one scanner. `seconds` is how long it took, the wait for a place included. */
export type ScanResult<Verdict> = Readonly<{ seconds: number }> &
  (
    | { readonly result: 'answered'; readonly verdict: Verdict }
    /** Not scanned, and it would not be the next time: the message is too large. */
    | { readonly result: 'skipped'; readonly reason: string }
    /** Not reached, too slow, or an answer that makes no sense. */
    | { readonly result: 'failed'; readonly reason: string }
  );

/** A scanner that will never take this message. */
export class TooLarge extends Error {}

/** An answer that is not one of those the protocol knows. */
export class BadAnswer extends Error {}
