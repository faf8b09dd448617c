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

/** What the connections of one listener share. */
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

/** How long a closing connection may take to send what was written. */
const FLUSH_MS = 15_000;
/** How long to keep reading from a peer that does not close after us. Without that, unread bytes turn our last reply into a reset. */
const LINGER_MS = 2_000;

let lastId = 0;

/**
 * One accepted connection. The session asks for each read; writes of one turn of the event loop leave together. No error of the
 * peer is ever thrown from here: a broken connection reads as ended (null) and ignores writes; see `closed`.
 */
export class Connection implements SocketEvents, Waiting {
  /** Unique within the process, for logs. */
  readonly id: number = ++lastId;
  /** The client's address, also behind a load balancer. */
  readonly remoteAddress: string;
  readonly remotePort: number;
  readonly isLoopback: boolean;
  /** Bytes of the protocol, without TLS. */
  bytesRead = 0;
  bytesWritten = 0;
  /** The error that broke the connection, if one did. */
  error: Error | undefined;
  /** Set by the session; called when the process wants to end. The session should say goodbye and return. */
  onShutdown: (() => void) | undefined;

  readonly #host: ConnectionHost;
  readonly #inbox = new Inbox();
  #socket: Socket;
  /** The certificates at the time when TLS began. */
  #shelf: TlsShelf | undefined;
  /** The socket that is paused until it gets its turn. */
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
    // A socket that came with a PROXY header is paused after the header.
    socket.resume();
  }

  /** Whether the peer sends nothing more. It may have hung up, or still read. */
  get peerEnded(): boolean {
    return this.#inbox.ended;
  }

  /** Whether the connection is closed or closing: nothing written from now on arrives. */
  get closed(): boolean {
    return this.#closed || this.#closing;
  }

  get tls(): TlsInfo | null {
    const socket = this.#socket;
    if (!(socket instanceof TLSSocket)) return null;
    return { protocol: socket.getProtocol() ?? 'unknown', cipher: socket.getCipher()?.standardName ?? 'unknown' };
  }

  /** The server name that the client asked for (RFC 6066 3), if any. */
  get servername(): string | undefined {
    const socket = this.#socket;
    return (socket instanceof TLSSocket && socket.servername) || undefined;
  }

  /** Channel bindings of the connection; empty without TLS. */
  get bindings(): ReadonlyMap<string, () => readonly Buffer[]> {
    const socket = this.#socket;
    return socket instanceof TLSSocket ? channelBindings(socket, this.#shelf?.endPoints ?? []) : new Map();
  }

  /** Mail addresses that the client's certificate proves; empty without TLS. */
  get certifiedAddresses(): string[] {
    const socket = this.#socket;
    return socket instanceof TLSSocket ? certifiedAddresses(socket, new Date()) : [];
  }

  /** Whether nobody in between can read or change the traffic: TLS, or both ends on this machine. */
  get secure(): boolean {
    return this.isLoopback || this.#socket instanceof TLSSocket;
  }

  /** Whether `startTls` is possible: there is a certificate, and TLS is not active yet. */
  get canStartTls(): boolean {
    return this.#host.tlsStore !== undefined && !(this.#socket instanceof TLSSocket);
  }

  /** Bytes received and not read yet. */
  get pendingBytes(): number {
    return this.#inbox.bytes;
  }

  /** Returns the next bytes, or null when the peer sends no more. Only one read at a time. */
  read(): Promise<Buffer | null> {
    const next = this.#inbox.read();
    this.#resume();
    return next;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer, void, void> {
    for (let chunk = await this.read(); chunk; chunk = await this.read()) yield chunk;
  }

  /** Writes bytes, or text as UTF-8. A returned promise asks the caller to wait until the peer has taken more. */
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

  /** Writes data and sends it at once, after everything written before. */
  writeNow(data: Buffer | string): Promise<void> | undefined {
    const socket = this.#socket;
    if (this.closed || socket.destroyed) return undefined;
    this.bytesWritten += Buffer.byteLength(data);
    socket.write(data);
    socket.uncork();
    return this.flushed();
  }

  /** Octets written that have not left the process: their memory must not change yet. */
  get unsent(): number {
    return this.#socket.writableLength;
  }

  /** Returns a promise for room in the send buffer; undefined when there is room. Also resolves when the connection breaks. */
  flushed(): Promise<void> | undefined {
    if (!this.#socket.writableNeedDrain || this.#closed) return undefined;
    this.#drained ??= Promise.withResolvers<void>();
    return this.#drained.promise;
  }

  /**
   * Becomes a TLS server in place, after sending `reply` in clear. Discards whatever the client sent after its STARTTLS,
   * so that it does not count as said inside TLS (RFC 2595 4, RFC 9051 6.2.1), and returns how many bytes that were.
   * Bytes that arrive later are read as a handshake and fail as one. Rejects with HandshakeError; the connection
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

  /** Sets the callback for a peer that was silent, or took nothing of what was written, for `ms`. 0 turns it off. */
  setIdle(ms: number, onTimeout: () => void): void {
    clearTimeout(this.#timer);
    this.#onIdle = onTimeout;
    this.#timer = ms > 0 && !this.closed ? setTimeout(idled, ms, this) : undefined;
  }

  /** Called at the end of the idle time. Silence counts only while the peer must act: send something, or take what was written. */
  idled(): void {
    if (this.#inbox.awaited || this.#socket.writableNeedDrain) this.#onIdle?.();
    else this.#timer?.refresh();
  }

  /** Asks the session to end politely, or closes the connection when the session set no `onShutdown`. */
  shutdown(): void {
    if (this.onShutdown) this.onShutdown();
    else this.close();
  }

  /** Sends what was written, then closes. Accepts no more input. */
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

  // Events of the socket; only socket-events.ts calls these.

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
    // The plain socket under TLS closes too; only the TLS socket on top counts.
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
