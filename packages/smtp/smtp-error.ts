/** A refusal in SMTP's own terms: reply code, enhanced status code (RFC 3463) and text. */
export class SmtpError extends Error {
  readonly code: number;
  readonly enhanced: string;
  readonly text: string;
  /** Only for the log. */
  readonly detail: object;

  constructor(code: number, enhanced: string, text: string, detail: object = {}) {
    super(`${enhanced} ${text}`);
    this.name = 'SmtpError';
    this.code = code;
    this.enhanced = enhanced;
    this.text = text;
    this.detail = detail;
  }
}

/** Returns the refusal for wrong parameters of a command (RFC 5321 4.2.2). */
export function badArguments(text: string): SmtpError {
  return new SmtpError(501, '5.5.4', text);
}

/** Returns the refusal for a command that is not allowed now (RFC 5321 4.1.4). */
export function badSequence(text: string): SmtpError {
  return new SmtpError(503, '5.5.1', text);
}
