/** The result of asking one scanner. `seconds` includes the wait for a free place. */
export type ScanResult<Verdict> = Readonly<{ seconds: number }> &
  (
    | { readonly result: 'answered'; readonly verdict: Verdict }
    /** Not scanned, and it never would be: the message is too large. */
    | { readonly result: 'skipped'; readonly reason: string }
    /** The scanner was not reachable, too slow, or returned nonsense. */
    | { readonly result: 'failed'; readonly reason: string }
  );

/** Thrown when the scanner will never accept this message. */
export class TooLarge extends Error {}

/** Thrown for an answer that the protocol does not have. */
export class BadAnswer extends Error {}
