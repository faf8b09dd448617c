import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { AddressRanges } from './address-ranges.ts';
import { Connection, type ConnectionHost } from './connection.ts';
import type { ConnectionLimits, Refusal } from './limits.ts';
import { type Client, ProxyReceiver, type ProxyRefusal } from './proxy-protocol/receiver.ts';
import type { TlsStore } from './tls-store.ts';

export interface ListenOptions {
  host: string;
  /** 0 takes a free port. */
  port: number;
  /** `implicit`: TLS before the greeting (RFC 8314 3); `starttls`: the session may call `startTls`; `none`: neither. */
  tls: 'implicit' | 'starttls' | 'none';
  tlsStore?: TlsStore;
  limits: ConnectionLimits;
  /** Load balancers, whose connections must begin with a PROXY header before anything else. None by default. */
  proxies?: AddressRanges | undefined;
  /** Default 5 s. */
  proxyTimeoutMs?: number;
  /**
   * One line, with its CRLF, for clients over the limit. Not sent on implicit TLS ports: a handshake for each refused
   * client would cause the very load that the limit prevents.
   */
  refusal?: string;
  /** Default 30 s. */
  handshakeTimeoutMs?: number;
  /** Runs one session. The connection is closed when it returns; its errors go to `onError`. */
  onConnection: (connection: Connection) => Promise<void>;
  /** Receives errors of sessions, handshakes (HandshakeError) and, without a connection, of accepting. */
  onError?: (error: unknown, connection?: Connection) => void;
  /** Receives the client's address, or the load balancer's where its header is faulty; `detail` tells what is wrong with the header. */
  onRefused?: (remoteAddress: string, reason: Refusal | ProxyRefusal, detail?: string) => void;
}

/** Silence after which the kernel probes a peer, so that a dead one is noticed whatever the protocol's idle time. */
const KEEP_ALIVE_MS = 120_000;

/** Opens a port. Rejects when it cannot be bound. */
export async function listen(options: ListenOptions): Promise<Listener> {
  if (options.tls !== 'none' && !options.tlsStore) throw new Error(`tls: '${options.tls}' needs a tlsStore`);
  const server = createServer({
    // A client may send QUIT, end its side and still want the replies (`printf … | nc`).
    allowHalfOpen: true,
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: KEEP_ALIVE_MS,
  });
  server.listen({ host: options.host, port: options.port, backlog: 1024 });
  await once(server, 'listening');
  return new Listener(server, options);
}

/** An open port and its connections. */
export class Listener {
  /** The address it listens on, with the real port when 0 was asked for. */
  readonly address: AddressInfo;
  readonly connections = new Set<Connection>();
  readonly #server: Server;
  readonly #options: ListenOptions;
  readonly #host: ConnectionHost;
  readonly #receiver: ProxyReceiver;
  #emptied: (() => void) | undefined;

  constructor(server: Server, options: ListenOptions) {
    this.address = server.address() as AddressInfo;
    this.#server = server;
    this.#options = options;
    this.#host = {
      tlsStore: options.tls === 'none' ? undefined : options.tlsStore,
      handshakeTimeoutMs: options.handshakeTimeoutMs ?? 30_000,
      onClosed: (connection) => this.#forget(connection),
    };
    this.#receiver = new ProxyReceiver({
      from: options.proxies ?? AddressRanges.parse(''),
      limits: options.limits,
      timeoutMs: options.proxyTimeoutMs,
      onRefused: options.onRefused,
    });
    server.on('error', (error) => options.onError?.(error));
    server.on('connection', (socket) => this.#receiver.identify(socket, (client) => this.#admit(socket, client)));
  }

  /** Stops accepting, asks every session to end, waits up to `graceMs`, then destroys what is left. */
  async close(graceMs = 10_000): Promise<void> {
    const stopped = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#receiver.close();
    for (const connection of this.connections) connection.shutdown();
    if (this.connections.size > 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#emptied = resolve;
      const timer = setTimeout(resolve, graceMs);
      await promise;
      clearTimeout(timer);
    }
    for (const connection of this.connections) connection.destroy();
    await stopped;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #admit(socket: Socket, client: Client): void {
    const refusal = this.#options.limits.take(client.address);
    if (refusal) {
      this.#options.onRefused?.(client.address, refusal);
      this.#refuse(socket);
      return;
    }
    const connection = new Connection(socket, client, this.#host);
    this.connections.add(connection);
    void this.#serve(connection);
  }

  #refuse(socket: Socket): void {
    socket.on('error', () => socket.destroy());
    const line = this.#options.tls === 'implicit' ? undefined : this.#options.refusal;
    if (line) socket.end(line, () => socket.destroy());
    else socket.destroy();
  }

  async #serve(connection: Connection): Promise<void> {
    try {
      if (this.#options.tls === 'implicit') await connection.startTls();
      if (!connection.closed) await this.#options.onConnection(connection);
    } catch (error) {
      this.#options.onError?.(error, connection);
    }
    connection.close();
  }

  #forget(connection: Connection): void {
    this.connections.delete(connection);
    this.#options.limits.release(connection.remoteAddress);
    if (this.connections.size === 0) this.#emptied?.();
  }
}
