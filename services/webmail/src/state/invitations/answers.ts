/** The possible answers to an invitation (RFC 5545 3.2.12). */
export const ANSWERS = ['accepted', 'tentative', 'declined'] as const;
export type Answer = (typeof ANSWERS)[number];
