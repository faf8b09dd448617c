/** Ms for which a line stands that tells something. */
export const TELLS_MS = 6_000;
/** The same where it offers something, which is to take back what was done most often. */
export const OFFERS_MS = 12_000;
