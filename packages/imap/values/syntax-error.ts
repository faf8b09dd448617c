/** Thrown for input that the grammar does not accept; a server replies BAD with this message. */
export class ImapSyntaxError extends Error {
  override name = 'ImapSyntaxError';
  /** A response code such as BADCHARSET, where the RFC names one. */
  readonly code: string | undefined;
  /** NO where the RFC asks for it (an unknown charset is well formed), BAD otherwise. */
  readonly status: 'BAD' | 'NO';

  constructor(message: string, options: { code?: string; status?: 'BAD' | 'NO' } = {}) {
    super(message);
    this.code = options.code;
    this.status = options.status ?? 'BAD';
  }
}
