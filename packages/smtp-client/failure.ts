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
 * What a failure means for the sender: `permanent` will not get better, `temporary` may, `connection` says that nobody
 * answered properly (no connection, timeout, line lost, no SMTP), so another host may do.
 */
export type FailureClass = 'temporary' | 'permanent' | 'connection';

/** Why a session or message did not go on. `code` and `enhanced` are the server's, where it gave a reply. */
export class SmtpFailure extends Error {
  readonly stage: Stage;
  readonly class: FailureClass;
  readonly code: number | undefined;
  readonly enhanced: string | undefined;
  /** TLS itself failed, so the same host may work without it. */
  readonly retryInClear: boolean;
  /** The server's certificate is not one that proves who it is. */
  readonly isUntrusted: boolean;
  /** Nothing was heard in the time that there was for it, so the next try would wait as long. */
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

/** The failure that an unwelcome reply is. */
export function failureOfReply(stage: Stage, reply: Reply): SmtpFailure {
  const kind = replyClass(reply);
  const text = replyText(reply) || 'no reason given';
  const options = { code: reply.code, enhanced: reply.enhanced };
  if (kind === 'permanent') return new SmtpFailure(stage, 'permanent', text, options);
  if (kind === 'temporary') return new SmtpFailure(stage, 'temporary', text, options);
  // RFC 5321 4.3.2 has no such reply here, so who answers is not in step with us.
  return new SmtpFailure(stage, 'connection', `unexpected reply: ${text}`, options);
}

/** Turns whatever broke the dialogue (socket error, timeout, garbage) into a connection failure at this stage. */
export function connectionFailure(stage: Stage, error: unknown): SmtpFailure {
  if (error instanceof SmtpFailure) return error;
  return new SmtpFailure(stage, 'connection', describeError(error), {
    cause: error,
    isSilent: error instanceof LineSilent || UNANSWERED.has(codeOf(error)),
  });
}

/** The socket closed, failed or stayed silent. */
export class LineLost extends Error {}

/** Nothing came in time. */
export class LineSilent extends LineLost {}

/** The network's word that nobody is there, which it has after some seconds. */
const UNANSWERED: ReadonlySet<unknown> = new Set(['ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH']);

function codeOf(error: unknown): unknown {
  return (error as NodeJS.ErrnoException | null)?.code;
}

/** A few words for people; the system's codes are not. */
export function describeError(error: unknown): string {
  const code = codeOf(error);
  if (code === 'ECONNREFUSED') return 'connection refused';
  if (code === 'ECONNRESET' || code === 'EPIPE') return 'connection lost';
  if (code === 'EHOSTUNREACH' || code === 'ENETUNREACH') return 'host unreachable';
  if (code === 'ETIMEDOUT') return 'connection timed out';
  return error instanceof Error ? error.message : String(error);
}
