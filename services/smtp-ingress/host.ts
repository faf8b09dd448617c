import { once } from 'node:events';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import {
  type AddressRanges,
  type Client,
  type ConnectionLimits,
  certifiedAddresses,
  channelBindings,
  ProxyReceiver,
  type ProxyRefusal,
  type TlsShelf,
  type TlsStore,
} from '@postroom/net';
import { SMTPServer, type SMTPServerOptions } from 'smtp-server';
import { SMTPConnection } from 'smtp-server/lib/smtp-connection.js';
import { Inflow } from './inflow.ts';

// Only this file depends on the internals of smtp-server, which listens, does TLS handshakes, waits for early talkers and owns the
// socket. The dialogue from the greeting on is ours.

export interface HostOptions {
  hostname: string;
  /** TLS from the start (RFC 8314). */
  implicitTls: boolean;
  /** Undefined when there is no TLS. */
  tlsStore: TlsStore | undefined;
  /** Whether clients are asked for a certificate; they need not have one. */
  asksClients: boolean;
  limits: ConnectionLimits;
  /** The load balancers whose connections begin with a PROXY header. */
  proxies: AddressRanges;
  /** The silence after which a connection's `onIdle` is called. */
  idleMs: number;
  /** How long sessions may take to end when the host closes. */
  closeGraceMs: number;
  /** Called when it is time for the greeting. */
  onConnection(connection: Connection): void;
  onRefused(client: string, reason: 'address' | ProxyRefusal, detail?: string): void;
  onError(error: Error): void;
}

/** Thrown when the handshake after STARTTLS fails, or the client leaves before its end. */
export class HandshakeFailed extends Error {
  override readonly name = 'HandshakeFailed';
}

type Identified = Parameters<SMTPServer['_handleProxy']>[1];

/** Facts about a connection from its first moment on; smtp-server passes them through the TLS handshake. */
interface Admission {
  client: Client;
  /** Releases the place of the connection; repeated calls do no harm. */
  release(): void;
  /** Takes a place for another client; returns undefined when there is none. */
  place(client: Client): (() => void) | undefined;
}

/** An open port. */
export class Host extends SMTPServer {
  readonly #options: HostOptions;
  readonly #receiver: ProxyReceiver;

  constructor(options: HostOptions) {
    super(serverOptions(options));
    this.#options = options;
    this.#receiver = new ProxyReceiver({
      from: options.proxies,
      limits: options.limits,
      onRefused: (...refusal) => options.onRefused(...refusal),
    });
    this.on('error', (error: Error) => options.onError(error));
    // smtp-server takes from here the certificate for clients that name no server.
    const { tlsStore } = options;
    if (tlsStore) this.secureContext.get = () => tlsStore.shelf.contextFor();
  }

  /** The present certificates. */
  get shelf(): TlsShelf | undefined {
    return this.#options.tlsStore?.shelf;
  }

  /** Called by smtp-server for a client that names a server (RFC 6066 3). */
  override _resolveSNI(servername: string, callback: Parameters<SMTPServer['_resolveSNI']>[1]): void {
    callback(null, this.shelf?.contextFor(servername));
  }

  /** Opens the port. Returns its number. */
  async open(host: string, port: number): Promise<number> {
    this.server.listen({ host, port, backlog: 1024 });
    await once(this.server, 'listening');
    return (this.server.address() as { port: number }).port;
  }

  /** Stops accepting, asks the sessions to end, and closes the rest after the grace time. */
  async [Symbol.asyncDispose](): Promise<void> {
    const closed = new Promise<void>((resolve) => this.close(() => resolve()));
    this.#receiver.close();
    for (const connection of this.connections) (connection as Connection).onShutdown?.();
    await closed;
  }

  /**
   * Called where smtp-server would read a PROXY header, which it can do only in version 1: before the greeting and before TLS. From here on
   * the client is the one named by the header, also for the limits.
   */
  override _handleProxy(socket: Socket, callback: Identified): void {
    this.#receiver.identify(socket, (client) => {
      const release = this.#take(socket, client);
      if (!release) {
        callback(new Error('over a limit'));
        return;
      }
      super._handleProxy(socket, (error, identity) => {
        // The client may have left in the meantime, which nobody would notice later.
        if (error || !identity || socket.destroyed) callback(error ?? new Error('closed before the greeting'));
        else {
          const place: Admission['place'] = (other) => this.#place(other);
          callback(null, { ...identity, client, release, place } as typeof identity);
        }
      });
    });
  }

  /** Counts a connection from its first moment, even before its TLS handshake. Returns undefined when it is over a limit. */
  #take(socket: Socket, client: Client): (() => void) | undefined {
    const release = this.#place(client);
    if (!release) {
      socket.on('error', () => {});
      if (!this.#options.implicitTls) socket.end('421 4.7.0 Too many connections, try again later\r\n');
      socket.destroySoon();
      return undefined;
    }
    socket.once('close', release);
    return release;
  }

  #place({ address }: Client): (() => void) | undefined {
    const { limits, onRefused } = this.#options;
    const full = limits.take(address);
    if (full) {
      onRefused(address, full);
      return undefined;
    }
    let taken = true;
    return () => {
      if (taken) limits.release(address);
      taken = false;
    };
  }

  override connect(socket: Socket, admission: object): void {
    const connection = new Connection(this, socket, admission as Admission);
    connection.onReady = () => this.#options.onConnection(connection);
    connection.on('error', (error: Error) => this.emit('error', error));
    this.connections.add(connection);
    connection.init();
  }
}

/** One connection. Errors of its socket are never thrown: a broken connection reads as ended and ignores writes. */
export class Connection extends SMTPConnection {
  client: Client;
  /** Called when the client neither sends nor takes anything for the idle time, while it is its turn. */
  onIdle: (() => void) | undefined;
  /** Called when the service is about to stop. */
  onShutdown: (() => void) | undefined;
  /** Called when it is time for the greeting. */
  onReady: (() => void) | undefined;
  /** Set by _createParser, which runs before the fields of this class are initialised. */
  declare inflow: Inflow;
  /** The certificates at the time when TLS began. */
  #shelf: TlsShelf | undefined;
  #release: () => void;
  readonly #place: Admission['place'];
  readonly #gone = Promise.withResolvers<void>();
  #goneSignal: AbortSignal | undefined;

  readonly #host: Host;

  constructor(server: Host, socket: Socket, { client, release, place }: Admission) {
    super(server, socket, { remoteAddress: client.address, remotePort: client.port });
    this.client = client;
    this.#host = server;
    this.#shelf = server.shelf;
    this.#release = release;
    this.#place = place;
  }

  /** Whether nothing written from now on will arrive. */
  get closed(): boolean {
    return this._closing || this._closed;
  }

  get tls(): { version: string; cipher: string } | undefined {
    return this.tlsOptions ? { version: this.tlsOptions.version, cipher: this.tlsOptions.name } : undefined;
  }

  /** The name by which the client asked for this server (RFC 6066 3), if it did. */
  get servername(): string | undefined {
    const socket = this._socket;
    return (socket instanceof TLSSocket && socket.servername) || undefined;
  }

  /** The channel bindings, which tell this connection from others; empty without TLS. */
  get bindings(): ReadonlyMap<string, () => readonly Buffer[]> {
    const socket = this._socket;
    return socket instanceof TLSSocket ? channelBindings(socket, this.#shelf?.endPoints ?? []) : new Map();
  }

  /** The mail addresses that the client's certificate proves; none without TLS. */
  get certifiedAddresses(): string[] {
    const socket = this._socket;
    return socket instanceof TLSSocket ? certifiedAddresses(socket, new Date()) : [];
  }

  /** Whether nobody can listen: with TLS, or if the connection does not leave this machine. */
  get isPrivate(): boolean {
    return this.secure || this.client.isLoopback;
  }

  /** Aborted when the client is gone. */
  get gone(): AbortSignal {
    if (!this.#goneSignal) {
      const controller = new AbortController();
      void this.#gone.promise.then(() => controller.abort(new Error('the client is gone')));
      this.#goneSignal = controller.signal;
    }
    return this.#goneSignal;
  }

  /** Octets received and not yet read. */
  get pendingBytes(): number {
    return this.inflow.bytes;
  }

  /** Makes another client the one that is served and counted. Returns false when that client has too many connections. */
  become(client: Client): boolean {
    const release = this.#place(client);
    if (!release) return false;
    this.#release();
    this.#release = release;
    this._socket.once('close', release);
    this.client = client;
    return true;
  }

  /** Returns the next octets, or null when no more will come. */
  read(): Promise<Buffer | null> {
    return this.inflow.read();
  }

  /** Writes ASCII text. A returned promise asks to wait because the client is slow. */
  write(text: string): Promise<void> | undefined {
    const socket = this._socket;
    if (this.closed || socket.destroyed || socket.write(text, 'latin1')) return undefined;
    const { promise, resolve } = Promise.withResolvers<void>();
    socket.once('drain', resolve);
    return Promise.race([promise, this.#gone.promise]).finally(() => socket.off('drain', resolve));
  }

  /**
   * Starts TLS on this connection. What the client sent before the handshake is discarded (RFC 3207 4.2, 6), because the TLS session has an
   * inflow of its own. Rejects with HandshakeFailed.
   */
  async startTls(): Promise<void> {
    const socket = this._socket;
    this.inflow.end();
    this.#shelf = this.#host.shelf;
    const done = new Promise<boolean>((resolve) => {
      this.upgrade(
        () => {},
        () => resolve(true),
      );
      void this.#gone.promise.then(() => resolve(false));
    });
    // smtp-server has removed all listeners from the socket.
    socket.once('close', this.#release);
    if (!(await done)) throw new HandshakeFailed('no TLS');
  }

  // The following methods are called by smtp-server.

  /** Replaces the parser, since smtp-server's own would run its own commands. */
  override _createParser(): ReturnType<SMTPConnection['_createParser']> {
    this.inflow = new Inflow();
    return this.inflow as unknown as ReturnType<SMTPConnection['_createParser']>;
  }

  /** Called when the time for early talkers is over. */
  override _sendGreeting(): void {
    this.onReady?.();
  }

  /** Counts silence only while it is the client's turn to send, or to take what was written. */
  override _onTimeout(): void {
    if (this._closing || this._upgrading) super._onTimeout();
    else if (this.inflow.awaited || this._socket.writableNeedDrain) this.onIdle?.();
    else this._armTimeout();
  }

  override close(): void {
    super.close();
    this.inflow.end();
  }

  override _onClose(): void {
    super._onClose();
    this.#release();
    this.inflow.end();
    this.#gone.resolve();
  }
}

function serverOptions(options: HostOptions): SMTPServerOptions {
  return {
    name: options.hostname,
    secure: options.implicitTls,
    ...(options.asksClients ? { requestCert: true, rejectUnauthorized: false } : {}),
    disableReverseLookup: true,
    socketTimeout: options.idleMs,
    closeTimeout: options.closeGraceMs,
    logger: false,
  };
}
