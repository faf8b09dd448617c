/** What a scan is willing to look at. Everything beyond a limit is kept as bytes, only not taken apart. */
export type Limits = {
  /** Levels of multipart and message/rfc822; a container deeper than this is an opaque leaf. */
  maxDepth: number;
  /** Parts in one message; what follows the last one stays inside it. */
  maxParts: number;
  /** Bytes of the message's own header that are read for fields. */
  maxHeader: number;
  /** Bytes of one inner part's header that are read for fields. */
  maxPartHeader: number;
  /** Bytes of all inner headers together: bounds the size of a BODYSTRUCTURE made of many envelopes. */
  maxPartHeaders: number;
};

export const defaultLimits: Limits = {
  maxDepth: 100,
  maxParts: 10_000,
  maxHeader: 1024 * 1024,
  maxPartHeader: 64 * 1024,
  maxPartHeaders: 2 * 1024 * 1024,
};
