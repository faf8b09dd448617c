import type { Limits } from '@postroom/jmap';

export const CORE = 'urn:ietf:params:jmap:core';
export const MAIL = 'urn:ietf:params:jmap:mail';

/** What a request may use (RFC 8620 3.3). */
export const CAPABILITIES: ReadonlySet<string> = new Set([CORE, MAIL]);

/** RFC 8620 2. */
export function coreCapability(limits: Limits) {
  return { ...limits, collationAlgorithms: ['i;unicode-casemap'] };
}
