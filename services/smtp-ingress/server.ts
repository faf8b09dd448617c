import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type Authenticated, type Authenticator, maySendAs } from '@postroom/directory';
import { type AddressRanges, type Client, type ConnectionLimits, ProxyGate } from '@postroom/net';
import type { Logger } from '@postroom/service';
import { isMailError } from '@postroom/types';
import {
  SMTPServer,
  type SMTPServerAddress,
  type SMTPServerAuthentication,
  type SMTPServerDataStream,
  type SMTPServerOptions,
  type SMTPServerSession,
} from 'smtp-server';
import { Connection } from './connection.ts';
import type { IngressMetrics } from './metrics.ts';
import { type ReceiveOptions, receive } from './receive.ts';
import type { Goal, Recipients } from './recipients.ts';
import { scanSeconds } from './scanning/summary.ts';
import { SmtpError, toSmtpError } from './smtp-error.ts';

/** `mx`: anybody, for our domains only. `submission`: our users after a login, to anywhere. */
export type Role = 'mx' | 'submission';

export interface IngressOptions extends Omit<ReceiveOptions, 'goals'> {
  role: Role;
  /** TLS from the start (RFC 8314). */
  implicitTls: boolean;
  tls: { key: Buffer; cert: Buffer } | null;
  recipients: Recipients;
  authenticator: Authenticator;
  limits: ConnectionLimits;
  /** Load balancers whose connections begin with a PROXY header. */
  proxies: AddressRanges;
  maxRecipients: number;
  idleMs: number;
  closeGraceMs: number;
  log: Logger;
  metrics: IngressMetrics;
}

type Done = (error?: Error | null) => void;
type Identified = Parameters<SMTPServer['_handleProxy']>[1];

/** smtp-server with our connection class, our limits and our answers. */
export class Ingress extends SMTPServer {
  readonly #ingress: IngressOptions;
  readonly #goals: ReceiveOptions['goals'] = new WeakMap();
  readonly #gate: ProxyGate;
  /** What is told when the client of a message under way is gone. */
  readonly #clients = new WeakMap<SMTPServerSession, AbortController>();
  /** What gives the place of a socket back. */
  readonly #releases = new WeakMap<Socket, () => void>();

  constructor(options: IngressOptions) {
    super(serverOptions(options));
    this.#ingress = options;
    this.#gate = new ProxyGate({
      from: options.proxies,
      limits: options.limits,
      onRefused: (...refusal) => this.#refused(...refusal),
    });
    this.on('error', (error: Error) => options.log.debug({ err: error }, 'connection failed'));
  }

  /** Opens the port and answers its number. */
  async open(host: string, port: number): Promise<number> {
    this.server.listen({ host, port, backlog: 1024 });
    await once(this.server, 'listening');
    return (this.server.address() as { port: number }).port;
  }

  /** Stops accepting, ends idle sessions, lets those with a mail under way finish it, then closes what is left. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.close(() => resolve()));
    this.#gate.close();
    for (const connection of this.connections) {
      if (!connection.session.envelope?.mailFrom) connection.send(421, '4.3.2 Service is stopping');
    }
    await closed;
  }

  /**
   * Where smtp-server reads a PROXY header, of version 1 alone: before the greeting and before TLS. From here on the client
   * is who the header says, and counts.
   */
  override _handleProxy(socket: Socket, callback: Identified): void {
    this.#gate.identify(socket, (client) => {
      if (!this.#take(socket, client)) {
        callback(new Error('over a limit'));
        return;
      }
      super._handleProxy(socket, (error, identity) => {
        // The client may have left since, and nobody would hear of it any more.
        if (error || !identity || socket.destroyed) callback(error ?? new Error('closed before the greeting'));
        else callback(null, { ...identity, remoteAddress: client.address, remotePort: client.port });
      });
    });
  }

  /** Every connection counts from its first moment, also while it has yet to shake hands for TLS. */
  #take(socket: Socket, { address }: Client): boolean {
    const { limits, implicitTls } = this.#ingress;
    const full = limits.take(address);
    if (full) {
      this.#refused(address, full);
      socket.on('error', () => {});
      if (!implicitTls) socket.end('421 4.7.0 Too many connections, try again later\r\n');
      socket.destroySoon();
      return false;
    }
    const release = (): void => limits.release(address);
    this.#releases.set(socket, release);
    socket.once('close', release);
    return true;
  }

  #refused(client: string, reason: string, detail?: string): void {
    this.#ingress.metrics.protocol.refused(reason);
    this.#ingress.log.warn({ client, reason, detail }, 'connection refused');
  }

  override connect(socket: Socket, socketOptions: object): void {
    const { metrics } = this.#ingress;
    metrics.protocol.connected();
    const connection = new Connection(this, socket, socketOptions);
    connection.onGone = this.#releases.get(socket);
    this.connections.add(connection);
    connection.on('error', (error: Error) => this.emit('error', error));
    connection.init();
  }

  override onAuth(auth: SMTPServerAuthentication, session: SMTPServerSession, callback: AuthDone): void {
    const { authenticator, metrics } = this.#ingress;
    const login = auth.username ?? '';
    const password = auth.password ?? '';
    // RFC 4616 2: who asks to act for another is refused, not logged in as oneself.
    if (auth.authzid && auth.authzid !== login) {
      callback(new SmtpError(535, '5.7.8', 'Acting for another account is not allowed'));
      return;
    }
    authenticator.authenticate({ login, password, remoteAddress: session.remoteAddress }).then(
      (user) => {
        metrics.protocol.loggedIn();
        callback(null, { user });
      },
      (error: unknown) => {
        metrics.protocol.loginFailed(isMailError(error) ? error.code : 'error');
        callback(this.#refuse(error));
      },
    );
  }

  override onMailFrom(address: SMTPServerAddress, session: SMTPServerSession, callback: Done): void {
    this.#settle(this.#checkSender(address, session), callback);
  }

  async #checkSender(address: SMTPServerAddress, session: SMTPServerSession): Promise<void> {
    if (this.#ingress.role === 'mx') return;
    const user = session.user as Authenticated | undefined;
    if (!user) throw new SmtpError(530, '5.7.0', 'Authentication required');
    if (address.address === '' || (await maySendAs(this.#ingress.pool, user, address.address))) return;
    throw new SmtpError(550, '5.7.1', 'This sender address is not yours');
  }

  override onRcptTo(address: SMTPServerAddress, session: SMTPServerSession, callback: Done): void {
    const { mailFrom } = session.envelope;
    const parameters = mailFrom ? mailFrom.args : false;
    const size = parameters ? Number(parameters.SIZE ?? 0) : 0;
    const check = this.#ingress.recipients
      .check({ address: address.address, size, relay: this.#ingress.role === 'submission' })
      .then((goals: Goal[]) => {
        this.#goals.set(address, goals);
      });
    this.#settle(check, callback);
  }

  override onClose(session: SMTPServerSession): void {
    this.#clients.get(session)?.abort(new Error('the client is gone'));
  }

  override onData(stream: SMTPServerDataStream, session: SMTPServerSession, callback: DataDone): void {
    const { log, metrics, role, tracer } = this.#ingress;
    const started = performance.now();
    const span = tracer.start('accept', {
      kind: 'server',
      attributes: { 'postroom.role': role, 'client.address': session.remoteAddress },
    });
    const client = new AbortController();
    this.#clients.set(session, client);
    receive(stream, session, { ...this.#ingress, goals: this.#goals }, span, client.signal).then(
      (mail) => {
        metrics.accepted.inc({ role });
        metrics.acceptedBytes.inc({ role }, mail.size);
        metrics.acceptSeconds.observe((performance.now() - started) / 1000 - scanSeconds(mail.scans));
        const { id, reversePath: from, size, deliveries, scans } = mail;
        log.info(
          {
            mail: id,
            from,
            client: session.remoteAddress,
            size,
            recipients: deliveries.length,
            role,
            ...(scans && { scans }),
          },
          'accepted',
        );
        span.set({
          'postroom.mail.id': mail.id,
          'postroom.mail.message_id': mail.messageId,
          'postroom.mail.size': mail.size,
          'postroom.mail.protocol': mail.protocol,
          'postroom.recipients': mail.deliveries.length,
        });
        span.end();
        callback(null, `2.0.0 Queued as ${mail.id}`);
      },
      (error: unknown) => {
        const refusal = this.#refuse(error);
        span.end(refusal.message);
        callback(refusal);
      },
    );
  }

  #settle(work: Promise<void>, callback: Done): void {
    work.then(
      () => callback(),
      (error: unknown) => callback(this.#refuse(error)),
    );
  }

  #refuse(error: unknown): SmtpError {
    const refusal = toSmtpError(error);
    if (refusal.message.startsWith('4.3.0')) this.#ingress.log.error({ err: error }, 'temporary failure');
    this.#ingress.metrics.rejected.inc({ reason: refusal.message.split(' ', 1)[0] as string });
    return refusal;
  }
}

type AuthDone = Parameters<NonNullable<SMTPServerOptions['onAuth']>>[2];
type DataDone = Parameters<NonNullable<SMTPServerOptions['onData']>>[2];

function serverOptions(options: IngressOptions): SMTPServerOptions {
  const disabledCommands = [
    ...(options.role === 'mx' ? ['AUTH'] : []),
    ...(options.tls && !options.implicitTls ? [] : ['STARTTLS']),
  ];
  return {
    name: options.hostname,
    banner: 'Postroom',
    heloResponse: '%s',
    secure: options.implicitTls,
    ...(options.tls ?? {}),
    minVersion: 'TLSv1.2',
    size: options.maxMessageBytes,
    maxRecipients: options.maxRecipients,
    disabledCommands,
    authMethods: ['PLAIN', 'LOGIN'],
    authOptional: true, // MAIL FROM asks for it, with the code that fits
    allowInsecureAuth: true, // Connection decides
    hideENHANCEDSTATUSCODES: false,
    hideDSN: false,
    disableReverseLookup: true,
    socketTimeout: options.idleMs,
    closeTimeout: options.closeGraceMs,
    logger: false,
  };
}
