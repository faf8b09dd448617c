/** How long a message is shown that only informs. */
export const TELLS_MS = 6_000;
/** How long a message is shown that offers an action, mostly an undo. */
export const OFFERS_MS = 12_000;
