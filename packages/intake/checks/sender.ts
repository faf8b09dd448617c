import type { Check } from './check.ts';

/** Checks SPF, DKIM, ARC and DMARC of mail from other servers (docs/decisions/0070-believing-senders.md). */
export const sender: Check = (incoming, { authentication }) => authentication?.(incoming);
