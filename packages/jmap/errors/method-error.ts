import type { JsonObject } from '../values/json.ts';

/** RFC 8620 3.6.2, 5.1 to 5.6, RFC 8621 4.8, 4.9 and RFC 9404 4.3: what makes one call fail. */
export type MethodErrorType =
  | 'serverUnavailable'
  | 'serverFail'
  | 'serverPartialFail'
  | 'unknownMethod'
  | 'invalidArguments'
  | 'invalidResultReference'
  | 'forbidden'
  | 'accountNotFound'
  | 'accountNotSupportedByMethod'
  | 'accountReadOnly'
  | 'requestTooLarge'
  | 'cannotCalculateChanges'
  | 'stateMismatch'
  | 'fromAccountNotFound'
  | 'fromAccountNotSupportedByMethod'
  | 'anchorNotFound'
  | 'unsupportedSort'
  | 'unsupportedFilter'
  | 'tooManyChanges'
  | 'unknownDataType';

export class MethodError extends Error {
  readonly type: MethodErrorType;
  /** Further properties of the error. */
  readonly more: JsonObject;

  constructor(type: MethodErrorType, description: string, more: JsonObject = {}) {
    super(description);
    this.name = 'MethodError';
    this.type = type;
    this.more = more;
  }

  /** The arguments of the "error" response. */
  response(): JsonObject {
    return { type: this.type, description: this.message, ...this.more };
  }
}

/** An argument that is missing or is not what it has to be. */
export function invalidArgument(name: string, why: string): MethodError {
  return new MethodError('invalidArguments', `${name.slice(0, 100)}: ${why}`, { arguments: [name.slice(0, 100)] });
}
