/** The limits that the session announces and the server enforces (RFC 8620 2, `urn:ietf:params:jmap:core`). Sizes in octets. */
export interface Limits {
  readonly maxSizeUpload: number;
  /** Simultaneous uploads of one account. */
  readonly maxConcurrentUpload: number;
  readonly maxSizeRequest: number;
  /** Simultaneous requests of one account. */
  readonly maxConcurrentRequests: number;
  readonly maxCallsInRequest: number;
  readonly maxObjectsInGet: number;
  readonly maxObjectsInSet: number;
}

export type LimitName = keyof Limits;
