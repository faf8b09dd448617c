/** The limits of a scan. What is beyond a limit is kept as bytes but not parsed. */
export interface Limits {
  /** Levels of multipart and message/rfc822; a container deeper than this is an opaque leaf. */
  maxDepth: number;
  /** Parts in one message; what follows the last allowed part belongs to its body. */
  maxParts: number;
  /** Bytes of the message's own header that are read for fields. */
  maxHeader: number;
  /** Bytes of one inner part's header that are read for fields. */
  maxPartHeader: number;
  /** Bytes of all inner headers together that are read for fields. */
  maxPartHeaders: number;
  /** Bytes of all inner envelopes together; each address counts more than its letters. */
  maxEnvelopes: number;
  /** Bytes of the descriptions of all inner parts (names, ids, parameters); parts after that keep only what is needed to read them. */
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
