/** What a scan is willing to look at. Everything beyond a limit is kept as bytes, only not taken apart. */
export interface Limits {
  /** Levels of multipart and message/rfc822; a container deeper than this is an opaque leaf. */
  maxDepth: number;
  /** Parts in one message; what follows the last one stays inside it. */
  maxParts: number;
  /** Bytes of the message's own header that are read for fields. */
  maxHeader: number;
  /** Bytes of one inner part's header that are read for fields. */
  maxPartHeader: number;
  /** Bytes of all inner headers together that are read for fields. */
  maxPartHeaders: number;
  /** Bytes of all inner envelopes together, in which each address counts for more than its letters. */
  maxEnvelopes: number;
  /** Bytes of what all inner parts are described by (names, ids, parameters); parts behind that keep only what is needed. */
  maxDescribed: number;
}

export const defaultLimits: Limits = {
  maxDepth: 100,
  maxParts: 10_000,
  maxHeader: 1024 * 1024,
  maxPartHeader: 64 * 1024,
  maxPartHeaders: 4 * 1024 * 1024,
  maxEnvelopes: 512 * 1024,
  maxDescribed: 512 * 1024,
};
