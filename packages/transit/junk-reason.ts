/** Why a mail was filed as junk or kept apart: who found it, and what in words (of the filter: how sure it is, 0 to 1). */
export interface JunkReason {
  /** `sender-auth`, `policy` and a check of it (`policy links`), `filter`, a scanner, or `sender`: its recipient's rule about who wrote. */
  readonly by: string;
  readonly text: string;
}
