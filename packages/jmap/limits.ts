/** RFC 8620 2, `urn:ietf:params:jmap:core`: what the session announces, and what is enforced. Sizes in octets. */
export interface Limits {
  readonly maxSizeUpload: number;
  /** Of one account at once. */
  readonly maxConcurrentUpload: number;
  readonly maxSizeRequest: number;
  /** Of one account at once. */
  readonly maxConcurrentRequests: number;
  readonly maxCallsInRequest: number;
  readonly maxObjectsInGet: number;
  readonly maxObjectsInSet: number;
}

export type LimitName = keyof Limits;
