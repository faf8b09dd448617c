import type { JsonObject } from '../values/json.ts';

/** Errors that make one call fail: RFC 8620 3.6.2, 5.1 to 5.6, RFC 8621 4.8, 4.9 and RFC 9404 4.3. */
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

  /** Returns the arguments of the "error" response. */
  response(): JsonObject {
    return { type: this.type, description: this.message, ...this.more };
  }
}

/** Returns the error for an argument that is missing or invalid. */
export function invalidArgument(name: string, why: string): MethodError {
  return new MethodError('invalidArguments', `${name.slice(0, 100)}: ${why}`, { arguments: [name.slice(0, 100)] });
}
