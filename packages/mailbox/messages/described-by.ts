/**
 * Which version of the code described a message. One more makes maintenance read every message again: for whatever is kept of messages
 * and comes out otherwise, or is kept for the first time.
 */
export const DESCRIBED_BY = 2;
