import type { TLSSocket } from 'node:tls';
import { type Extensions, parseEhlo, replyClass } from '@postroom/smtp';
import { authenticate, type Credentials } from './auth.ts';
import { Dialogue, type ProtocolLog } from './dialogue.ts';
import { failureOfReply, SmtpFailure } from './failure.ts';
import { LineSocket } from './line-socket.ts';
import { SmtpSession } from './session.ts';
import { openSocket, type SocketOptions } from './socket.ts';
import { STANDARD_TIMEOUTS, type Timeouts } from './timeouts.ts';
import { AnchorsShown, secure, type TlsOptions, type TrustAnchors } from './tls.ts';
import { type TlsResult, tlsResult } from './tls-result.ts';

export type ConnectOptions = SocketOptions & {
  /** The server's name for TLS and for people; `host` by default. */
  readonly name?: string;
  /** Our name in EHLO. */
  readonly helloName: string;
  /** Opportunistic by default. */
  readonly tls?: TlsOptions;
  readonly auth?: Credentials & { /** Send the password without TLS: loopback smarthosts only. */ inClear?: boolean };
  readonly timeouts?: Partial<Timeouts>;
  /** The most messages to send over one connection; 100 by default. */
  readonly maxMessages?: number;
  readonly log?: ProtocolLog;
  /** Called once with the result of STARTTLS, if the policy uses it. @param localAddress our address, '' where it is unknown */
  readonly onTls?: (result: TlsResult, localAddress: string) => void;
  /** Aborting it breaks the connection at once, at any stage. */
  readonly signal?: AbortSignal;
};

/**
 * Connects, greets, secures and logs in; the session it returns is ready for a message. Throws an SmtpFailure, whose
 * `retryInClear` tells that the same host may work with `tls: { policy: 'never' }`.
 */
export function connectSmtp(options: ConnectOptions): Promise<SmtpSession> {
  const { tls } = options;
  return tls?.anchors ? connectAnchored({ ...options, tls }, tls.anchors) : connectOnce(options);
}

/**
 * Checks a chain up to an authority that the server shows on a second connection, which trusts only that authority. `onTls` gets the
 * result of the last connection.
 */
async function connectAnchored(
  options: ConnectOptions & { readonly tls: TlsOptions },
  anchors: TrustAnchors,
): Promise<SmtpSession> {
  let shaken: Parameters<NonNullable<ConnectOptions['onTls']>> | undefined;
  const onTls: ConnectOptions['onTls'] = (...how) => {
    shaken = how;
  };
  try {
    return await connectOnce({ ...options, onTls }).catch((error: unknown) => {
      if (!(error instanceof SmtpFailure && error.cause instanceof AnchorsShown)) throw error;
      const known = [...anchors.known, ...error.cause.shown];
      return connectOnce({ ...options, onTls, tls: { ...options.tls, anchors: { ...anchors, known } } });
    });
  } finally {
    if (shaken) options.onTls?.(...shaken);
  }
}

async function connectOnce(options: ConnectOptions): Promise<SmtpSession> {
  const timeouts = { ...STANDARD_TIMEOUTS, ...options.timeouts };
  const tls = options.tls ?? { policy: 'opportunistic' };
  const name = options.name ?? options.host;
  const log = options.log ?? (() => {});
  const { host, port, localAddress } = options;
  const address = localAddress === undefined ? { host, port } : { host, port, localAddress };
  log('*', `connecting to ${name} [${host}]:${port}`);
  const socket = await openSocket(address, timeouts.connect, options.signal);
  const ownAddress = socket.localAddress ?? '';
  let upgraded: TLSSocket | undefined;
  const upgrade = async (from: typeof socket) => {
    upgraded = await secure(from, name, tls, timeouts.tls);
    const cipher = upgraded.getCipher().standardName;
    log('*', `TLS: ${upgraded.getProtocol()} ${cipher}${upgraded.authorized ? ', certificate verified' : ''}`);
    return new LineSocket(upgraded);
  };
  const dialogue = new Dialogue(tls.policy === 'implicit' ? await upgrade(socket) : new LineSocket(socket), log);
  const abort = () => dialogue.lines.destroy();
  options.signal?.addEventListener('abort', abort);
  const stopListening = () => options.signal?.removeEventListener('abort', abort);
  try {
    if (options.signal?.aborted) abort();
    const greeting = await dialogue.reply('greeting', timeouts.greeting);
    if (replyClass(greeting) !== 'positive') throw failureOfReply('greeting', greeting);
    let extensions = await hello(dialogue, options.helloName, timeouts);
    let secured = tls.policy === 'implicit';
    if (tls.policy === 'opportunistic' || tls.policy === 'required') {
      const isOffered = extensions.has('STARTTLS');
      const report = (error?: unknown) => options.onTls?.(tlsResult(isOffered, upgraded, error), ownAddress);
      secured = await startTls(dialogue, extensions, tls, timeouts, upgrade).catch((error: unknown) => {
        report(error);
        throw error;
      });
      report();
      // RFC 3207 4.2: everything said before TLS must be forgotten.
      if (secured) extensions = await hello(dialogue, options.helloName, timeouts);
    }
    if (options.auth) {
      if (!secured && !options.auth.inClear) {
        throw new SmtpFailure(
          'auth',
          'temporary',
          'the server does not offer TLS, and the password is not sent without it',
        );
      }
      await authenticate(dialogue, extensions, options.auth, timeouts.command);
      extensions = await hello(dialogue, options.helloName, timeouts);
    }
    const peer = { name, address: host, port };
    return new SmtpSession({
      dialogue,
      extensions,
      secured,
      peer,
      timeouts,
      stopListening,
      limit: options.maxMessages,
    });
  } catch (error) {
    stopListening();
    dialogue.lines.destroy();
    throw error;
  }
}

/** Sends EHLO, or HELO where the server does not know it (RFC 5321 3.2). */
async function hello(dialogue: Dialogue, name: string, timeouts: Timeouts): Promise<Extensions> {
  const reply = await dialogue.ask('ehlo', `EHLO ${name}`, timeouts.command);
  if (replyClass(reply) === 'positive') return parseEhlo(reply);
  if (replyClass(reply) !== 'permanent') throw failureOfReply('ehlo', reply);
  const old = await dialogue.ask('ehlo', `HELO ${name}`, timeouts.command);
  if (replyClass(old) !== 'positive') throw failureOfReply('ehlo', old);
  return new Map();
}

/** Sends STARTTLS (RFC 3207). Returns false when it was not offered or refused and TLS is only opportunistic. */
async function startTls(
  dialogue: Dialogue,
  extensions: Extensions,
  tls: TlsOptions,
  timeouts: Timeouts,
  upgrade: (socket: ReturnType<LineSocket['release']>) => Promise<LineSocket>,
): Promise<boolean> {
  const required = tls.policy === 'required';
  if (!extensions.has('STARTTLS')) {
    if (required) throw new SmtpFailure('starttls', 'temporary', 'TLS is required, and the server does not offer it');
    return false;
  }
  const reply = await dialogue.ask('starttls', 'STARTTLS', timeouts.command);
  if (replyClass(reply) !== 'positive') {
    if (required) throw new SmtpFailure('starttls', 'temporary', 'the server refused TLS', { code: reply.code });
    return false;
  }
  // Data in clear after the reply would count as a reply inside TLS: an injection.
  if (dialogue.lines.unread > 0) {
    throw new SmtpFailure('starttls', 'connection', 'the server sent clear text before the TLS handshake', {
      retryInClear: !required,
    });
  }
  dialogue.replaceTransport(await upgrade(dialogue.lines.release()));
  return true;
}
