/** Thrown for an unusable parameter, with the reply for it: 501 5.5.4 (malformed) or 555 5.5.4 (unknown). */
export class ParameterError extends Error {
  readonly code: 501 | 555;
  readonly enhanced = '5.5.4';
  constructor(code: 501 | 555, message: string) {
    super(message);
    this.code = code;
  }
}
