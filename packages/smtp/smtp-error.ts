/** A refusal in SMTP's own terms: reply code, enhanced status code (RFC 3463) and text. */
export class SmtpError extends Error {
  readonly code: number;
  readonly enhanced: string;
  readonly text: string;
  /** For the log alone. */
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

/** RFC 5321 4.2.2: the parameters of a command are wrong. */
export function badArguments(text: string): SmtpError {
  return new SmtpError(501, '5.5.4', text);
}

/** RFC 5321 4.1.4: not now. */
export function badSequence(text: string): SmtpError {
  return new SmtpError(503, '5.5.1', text);
}
