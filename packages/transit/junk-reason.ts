/** Why a message was filed as junk or quarantined: who found it, and the reason in words (for the filter: its score, 0 to 1). */
export interface JunkReason {
  /** `sender-auth`, `policy` or one of its checks (`policy links`), `filter`, a scanner, or `sender`: the recipient's own rule about the sender. */
  readonly by: string;
  readonly text: string;
}
