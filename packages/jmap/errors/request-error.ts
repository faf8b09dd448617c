import type { LimitName } from '../limits.ts';

export type RequestErrorType = 'unknownCapability' | 'notJSON' | 'notRequest' | 'limit';

/** A problem document (RFC 9457, formerly RFC 7807). */
export interface Problem {
  readonly type: string;
  readonly status: number;
  readonly title?: string;
  readonly detail: string;
  readonly limit?: string;
}

/** Makes a whole request fail (RFC 8620 3.6.1). */
export class RequestError extends Error {
  readonly type: RequestErrorType;
  readonly limit: LimitName | undefined;

  constructor(type: RequestErrorType, detail: string, limit?: LimitName) {
    super(detail);
    this.name = 'RequestError';
    this.type = type;
    this.limit = limit;
  }

  problem(): Problem {
    const { type, message: detail, limit } = this;
    return {
      type: `urn:ietf:params:jmap:error:${type}`,
      status: 400,
      detail,
      ...(limit === undefined ? {} : { limit }),
    };
  }
}
