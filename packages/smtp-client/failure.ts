import { type Reply, replyClass, replyText } from '@postroom/smtp';

/** How far a session or message had come. */
export type Stage =
  | 'connect'
  | 'greeting'
  | 'ehlo'
  | 'starttls'
  | 'auth'
  | 'rset'
  | 'mail'
  | 'rcpt'
  | 'data'
  | 'message'
  | 'end-of-data'
  | 'quit';

/**
 * What a failure means for the sender: `permanent` does not go away, `temporary` may, `connection` means that nobody
 * answered properly (no connection, timeout, connection lost, no SMTP), so another host may work.
 */
export type FailureClass = 'temporary' | 'permanent' | 'connection';

/** The reason why a session or message failed. `code` and `enhanced` come from the server's reply, if there was one. */
export class SmtpFailure extends Error {
  readonly stage: Stage;
  readonly class: FailureClass;
  readonly code: number | undefined;
  readonly enhanced: string | undefined;
  /** TLS itself failed, so the same host may work without it. */
  readonly retryInClear: boolean;
  /** The server's certificate does not prove its identity. */
  readonly isUntrusted: boolean;
  /** Nobody answered within the time limit, or this host knows no way there: the next try would end the same. */
  readonly isSilent: boolean;

  constructor(
    stage: Stage,
    failure: FailureClass,
    text: string,
    options: {
      code?: number;
      enhanced?: string | undefined;
      retryInClear?: boolean;
      isUntrusted?: boolean;
      isSilent?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(text, { cause: options.cause });
    this.name = 'SmtpFailure';
    this.stage = stage;
    this.class = failure;
    this.code = options.code;
    this.enhanced = options.enhanced;
    this.retryInClear = options.retryInClear ?? false;
    this.isUntrusted = options.isUntrusted ?? false;
    this.isSilent = options.isSilent ?? false;
  }
}

/** Returns the failure for a negative reply. */
export function failureOfReply(stage: Stage, reply: Reply): SmtpFailure {
  const kind = replyClass(reply);
  const text = replyText(reply) || 'no reason given';
  const options = { code: reply.code, enhanced: reply.enhanced };
  if (kind === 'permanent') return new SmtpFailure(stage, 'permanent', text, options);
  if (kind === 'temporary') return new SmtpFailure(stage, 'temporary', text, options);
  // RFC 5321 4.3.2 has no such reply here, so the server is out of step with us.
  return new SmtpFailure(stage, 'connection', `unexpected reply: ${text}`, options);
}

/** Turns an error of the dialogue (socket error, timeout, garbage) into a connection failure at this stage. */
export function connectionFailure(stage: Stage, error: unknown): SmtpFailure {
  if (error instanceof SmtpFailure) return error;
  return new SmtpFailure(stage, 'connection', describeError(error), {
    cause: error,
    isSilent: error instanceof LineSilent || UNANSWERED.has(codeOf(error)),
  });
}

/** The socket closed, failed or stayed silent. */
export class LineLost extends Error {}

/** Nothing arrived in time. */
export class LineSilent extends LineLost {}

/** Errors of a host without an address or a protocol of this kind. */
const NO_WAY = ['EADDRNOTAVAIL', 'EAFNOSUPPORT'];

/** Errors when nobody answers: at once if this host knows no way there, otherwise after some seconds. */
const UNANSWERED: ReadonlySet<unknown> = new Set([...['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'], ...NO_WAY]);

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException | null)?.code;
}

/** Returns a few words for people instead of the system's error code. */
export function describeError(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'connection lost';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH' || NO_WAY.includes(String(code))) return 'host unreachable';
  if (code === 'ETIMEDOUT') return 'connection timed out';
  return error instanceof Error ? error.message : String(error);
}
