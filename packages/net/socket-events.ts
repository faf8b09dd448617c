import type { Socket } from 'node:net';

/** Handlers of a connection for events of its socket. */
export interface SocketEvents {
  onData(chunk: Buffer): void;
  onEnd(): void;
  onDrain(): void;
  onError(error: Error): void;
  onClose(socket: Socket): void;
}

const listener = Symbol('socket events');
type Wired = Socket & { [listener]: SocketEvents };

/**
 * Sends a socket's events to a connection. The handlers are the same functions for all sockets and find their
 * connection through a property, so thousands of idle sessions need no closures.
 */
export function wire(socket: Socket, events: SocketEvents): void {
  Object.assign(socket, { [listener]: events });
  socket.on('data', data);
  socket.on('end', end);
  socket.on('drain', drain);
  socket.on('error', error);
  // Unless a tls.Server made it, a server-side TLS socket reports its failures by this event only.
  socket.on('_tlsError', error);
  socket.on('close', close);
}

/** Stops taking bytes from a socket, but keeps listening for its errors and its end. */
export function unwireInput(socket: Socket): void {
  socket.off('data', data);
  socket.off('end', end);
  socket.pause();
}

function data(this: Wired, chunk: Buffer): void {
  this[listener].onData(chunk);
}

function end(this: Wired): void {
  this[listener].onEnd();
}

function drain(this: Wired): void {
  this[listener].onDrain();
}

function error(this: Wired, cause: Error): void {
  this[listener].onError(cause);
  this.destroy();
}

function close(this: Wired): void {
  this[listener].onClose(this);
}
