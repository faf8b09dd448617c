import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { channelBindings } from './channel-bindings.ts';
import { certifiedAddresses } from './client-certificate.ts';
import { finishHandshake, HandshakeError, wrapServerTls } from './handshake.ts';
import { Inbox } from './inbox.ts';
import type { Client } from './proxy-protocol/receiver.ts';
import { hasTurn, type Waiting } from './read-turns.ts';
import { type SocketEvents, unwireInput, wire } from './socket-events.ts';
import type { TlsShelf } from './tls-shelf.ts';
import type { TlsStore } from './tls-store.ts';

/** What connections of one listener have in common. */
export interface ConnectionHost {
  tlsStore?: TlsStore | undefined;
  handshakeTimeoutMs: number;
  /** Called once, when the socket is gone. */
  onClosed(connection: Connection): void;
}

export interface TlsInfo {
  /** "TLSv1.3" */
  protocol: string;
  /** "TLS_AES_256_GCM_SHA384" */
  cipher: string;
}

/** How long a closing connection may take to hand over what was written. */
const FLUSH_MS = 15_000;
/** How long to listen to a peer that does not close after us. Without it unread bytes turn our last reply into a reset. */
const LINGER_MS = 2_000;

let lastId = 0;

/**
 * One accepted connection. Reads are pulled, writes of one turn of the event loop leave together, and no error of the
 * peer is ever thrown from here: a broken connection reads as ended (null) and swallows writes; look at `closed`.
 */
export class Connection implements SocketEvents, Waiting {
  /** Unique within the process, for logs. */
  readonly id: number = ++lastId;
  /** The client's, also where a load balancer stands between. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly isLoopback: boolean;
  /** Bytes of the protocol, without TLS. */
  bytesRead = 0;
  bytesWritten = 0;
  /** The error that broke the connection, if one did. */
  error: Error | undefined;
  /** Set by the session: told when the process wants to end. It should say goodbye and return. */
  onShutdown: (() => void) | undefined;

  readonly #host: ConnectionHost;
  readonly #inbox = new Inbox();
  #socket: Socket;
  /** The certificates when TLS began. */
  #shelf: TlsShelf | undefined;
  /** The socket that is not read from until it is its turn. */
  #waiting: Socket | undefined;
  #closing = false;
  #closed = false;
  #drained: PromiseWithResolvers<void> | undefined;
  #timer: NodeJS.Timeout | undefined;
  #onIdle: (() => void) | undefined;

  constructor(socket: Socket, client: Client, host: ConnectionHost) {
    this.#host = host;
    this.remoteAddress = client.address;
    this.remotePort = client.port;
    this.isLoopback = client.isLoopback;
    this.#socket = socket;
    wire(socket, this);
    // One that came with a PROXY header has been paused behind it.
    socket.resume();
  }

  /** Nothing written from now on will arrive. */
  get closed(): boolean {
    return this.#closed || this.#closing;
  }

  get tls(): TlsInfo | null {
    const socket = this.#socket;
    if (!(socket instanceof TLSSocket)) return null;
    return { protocol: socket.getProtocol() ?? 'unknown', cipher: socket.getCipher()?.standardName ?? 'unknown' };
  }

  /** The name by which the client asked for this server (RFC 6066 3), where it did. */
  get servername(): string | undefined {
    const socket = this.#socket;
    return (socket instanceof TLSSocket && socket.servername) || undefined;
  }

  /** What it can be told from other connections by; nothing without TLS. */
  get bindings(): ReadonlyMap<string, () => readonly Buffer[]> {
    const socket = this.#socket;
    return socket instanceof TLSSocket ? channelBindings(socket, this.#shelf?.endPoints ?? []) : new Map();
  }

  /** Mail addresses that a certificate of the client proves; none without TLS. */
  get certifiedAddresses(): string[] {
    const socket = this.#socket;
    return socket instanceof TLSSocket ? certifiedAddresses(socket, new Date()) : [];
  }

  /** Nobody on the way can read or change what passes: TLS, or both ends on this machine. */
  get secure(): boolean {
    return this.isLoopback || this.#socket instanceof TLSSocket;
  }

  /** `startTls` is possible: there is a certificate, and TLS is not active yet. */
  get canStartTls(): boolean {
    return this.#host.tlsStore !== undefined && !(this.#socket instanceof TLSSocket);
  }

  /** Bytes received and not read yet. */
  get pendingBytes(): number {
    return this.#inbox.bytes;
  }

  /** The next bytes, or null when the peer sends no more. One read at a time. */
  read(): Promise<Buffer | null> {
    const next = this.#inbox.read();
    this.#resume();
    return next;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    for (let chunk = await this.read(); chunk; chunk = await this.read()) yield chunk;
  }

  /** Writes bytes, or text as UTF-8. A returned promise asks the caller to wait: the peer is slower than we are. */
  write(data: Buffer | string): Promise<void> | undefined {
    const socket = this.#socket;
    if (this.closed || socket.destroyed) return undefined;
    this.bytesWritten += Buffer.byteLength(data);
    if (socket.writableCorked === 0) {
      socket.cork();
      process.nextTick(uncork, socket);
    }
    socket.write(data);
    return this.flushed();
  }

  /** Writes what nothing more is to leave with: it leaves at once, behind what was written before. */
  writeNow(data: Buffer | string): Promise<void> | undefined {
    const socket = this.#socket;
    if (this.closed || socket.destroyed) return undefined;
    this.bytesWritten += Buffer.byteLength(data);
    socket.write(data);
    socket.uncork();
    return this.flushed();
  }

  /** Octets written that have not left the process: their memory is still read. */
  get unsent(): number {
    return this.#socket.writableLength;
  }

  /** A promise for room in the send buffer; nothing when there is room. Resolves also when the connection breaks. */
  flushed(): Promise<void> | undefined {
    if (!this.#socket.writableNeedDrain || this.#closed) return undefined;
    this.#drained ??= Promise.withResolvers<void>();
    return this.#drained.promise;
  }

  /**
   * Becomes a TLS server in place, after sending `reply` in clear. Whatever the client sent behind its STARTTLS is
   * thrown away, lest it pass for something said inside TLS (RFC 2595 4, RFC 9051 6.2.1); the count is returned.
   * Bytes that arrive later are taken for a handshake, and fail as one. Rejects with HandshakeError; the connection
   * is closed then.
   */
  async startTls(reply?: string): Promise<{ discarded: number }> {
    const store = this.#host.tlsStore;
    const plain = this.#socket;
    if (!store || plain instanceof TLSSocket) throw new Error('TLS is not possible or already active');
    unwireInput(plain);
    this.#waiting = undefined;
    const discarded = this.#inbox.drop();
    if (reply !== undefined) {
      this.bytesWritten += Buffer.byteLength(reply);
      await new Promise((resolve) => plain.write(reply, resolve));
    }
    if (plain.destroyed) throw new HandshakeError('closed before the TLS handshake');
    this.#shelf = store.shelf;
    const socket = wrapServerTls(plain, store);
    const done = finishHandshake(socket, this.#host.handshakeTimeoutMs);
    this.#socket = socket;
    wire(socket, this);
    await done;
    return { discarded };
  }

  /** Calls back when the peer has been silent, or has taken nothing of what was written, for so long. 0 stops it. */
  setIdle(ms: number, onTimeout: () => void): void {
    clearTimeout(this.#timer);
    this.#onIdle = onTimeout;
    this.#timer = ms > 0 && !this.closed ? setTimeout(idled, ms, this) : undefined;
  }

  /** The idle time is over. Silence counts only while it is the peer's turn: to speak, or to take what was written. */
  idled(): void {
    if (this.#inbox.awaited || this.#socket.writableNeedDrain) this.#onIdle?.();
    else this.#timer?.refresh();
  }

  /** Asks the session to end politely, or ends the connection when the session has no say. */
  shutdown(): void {
    if (this.onShutdown) this.onShutdown();
    else this.close();
  }

  /** Sends what was written, then closes. Takes no more input. */
  close(): void {
    if (this.closed) return;
    this.#closing = true;
    this.#inbox.drop();
    this.#inbox.end();
    clearTimeout(this.#timer);
    const socket = this.#socket;
    this.#timer = setTimeout(destroy, FLUSH_MS, socket);
    socket.end(() => this.#linger());
    socket.resume();
  }

  /** Closes at once. */
  destroy(): void {
    this.#socket.destroy();
  }

  #resume(): void {
    if (!this.#waiting && !this.#inbox.full && this.#socket.isPaused()) this.#socket.resume();
  }

  #linger(): void {
    clearTimeout(this.#timer);
    if (!this.#closed) this.#timer = setTimeout(destroy, LINGER_MS, this.#socket);
  }

  // What the socket says; called by socket-events.ts alone.

  onData(chunk: Buffer): void {
    if (this.#closing) return;
    this.bytesRead += chunk.length;
    this.#timer?.refresh();
    this.#inbox.push(chunk);
    if (!hasTurn(chunk.length, this)) this.#waiting = this.#socket;
    if (this.#waiting || this.#inbox.full) this.#socket.pause();
  }

  readOn(): void {
    if (this.#waiting !== this.#socket) return;
    this.#waiting = undefined;
    this.#resume();
  }

  onEnd(): void {
    this.#inbox.end();
  }

  onDrain(): void {
    this.#timer?.refresh();
    this.#drained?.resolve();
    this.#drained = undefined;
  }

  onError(error: Error): void {
    this.error ??= error;
  }

  onClose(socket: Socket): void {
    // The plain socket under TLS closes too; the TLS socket above speaks for both.
    if (socket !== this.#socket || this.#closed) return;
    this.#closed = true;
    clearTimeout(this.#timer);
    this.#onIdle = undefined;
    this.#inbox.end();
    this.#drained?.resolve();
    this.#host.onClosed(this);
  }
}

function uncork(socket: Socket): void {
  socket.uncork();
}

function idled(connection: Connection): void {
  connection.idled();
}

function destroy(socket: Socket): void {
  socket.destroy();
}
