import type { Check } from './check.ts';

/** Asks rspamd and clamd when they are configured (docs/decisions/0009-scanning-before-the-250.md). */
export const scanners: Check = (incoming, { scanning }) => scanning?.(incoming);
