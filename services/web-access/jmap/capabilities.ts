import type { Limits } from '@postroom/jmap';

export const CORE = 'urn:ietf:params:jmap:core';
export const MAIL = 'urn:ietf:params:jmap:mail';
/** RFC 9425 2. */
export const QUOTA = 'urn:ietf:params:jmap:quota';

/** What a request may use (RFC 8620 3.3). */
export const CAPABILITIES: ReadonlySet<string> = new Set([CORE, MAIL, QUOTA]);

/** RFC 8620 2. */
export function coreCapability(limits: Limits) {
  return { ...limits, collationAlgorithms: ['i;unicode-casemap'] };
}
