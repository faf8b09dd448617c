import type { Socket } from 'node:net';
import { isLoopbackAddress, normaliseIpAddress } from '../address.ts';
import type { AddressRanges } from '../address-ranges.ts';
import type { ConnectionLimits } from '../limits.ts';
import { parseProxyHeader } from './header.ts';

/** The other end of a connection, as far as it is known. */
export interface Client {
  address: string;
  port: number;
  /** Whether the whole way lies on this machine, including a proxy in between. */
  isLoopback: boolean;
}

/** `proxy-header`: the header is missing or broken; `proxy-timeout`: it did not come in time; `total`: too many connections. */
export type ProxyRefusal = 'total' | 'proxy-header' | 'proxy-timeout';

export interface ProxyReceiverOptions {
  /** The load balancers whose connections must begin with a header. */
  from: AddressRanges;
  /** Connections that wait for their header count in its total. */
  limits: ConnectionLimits;
  /** The time from the connection to the end of the header. Default 5 s: a header comes with the first bytes. */
  timeoutMs?: number | undefined;
  /** Called for a proxy's connection that is closed for want of a valid header. */
  onRefused?: ((proxy: string, reason: ProxyRefusal, detail?: string) => void) | undefined;
}

/**
 * Finds out who a new connection is from. A connection from one of our load balancers must begin with a PROXY header, or it is closed.
 * Connections of others are not searched for a header, so that no client can claim another address.
 */
export class ProxyReceiver {
  readonly #options: ProxyReceiverOptions;
  readonly #waiting = new Set<Socket>();

  constructor(options: ProxyReceiverOptions) {
    this.#options = options;
  }

  /**
   * Calls `admit` with the client, at once or when the header has come. After a header the socket is paused, and the next read returns
   * what followed the header; the caller has to resume it. Never calls `admit` when the connection is closed before.
   */
  identify(socket: Socket, admit: (client: Client) => void): void {
    // The client may be gone already.
    if (socket.remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const address = normaliseIpAddress(socket.remoteAddress);
    const peer: Client = { address, port: socket.remotePort ?? 0, isLoopback: isLoopbackAddress(address) };
    if (this.#options.from.has(address)) this.#wait(socket, peer, admit);
    else admit(peer);
  }

  /** Closes the connections that still wait for their header. */
  close(): void {
    for (const socket of this.#waiting) socket.destroy();
  }

  #wait(socket: Socket, peer: Client, admit: (client: Client) => void): void {
    const { limits, timeoutMs = 5_000, onRefused } = this.#options;
    // This handler stays: a proxy may reset the connection before anybody else listens for errors.
    socket.on('error', () => socket.destroy());
    if (limits.takeUnknown()) {
      onRefused?.(peer.address, 'total');
      socket.destroy();
      return;
    }
    this.#waiting.add(socket);
    let received: Buffer = Buffer.alloc(0);
    const settle = (): void => {
      clearTimeout(timer);
      socket.off('data', onData).off('end', onEnd).off('close', settle);
      this.#waiting.delete(socket);
      limits.releaseUnknown();
    };
    const refuse = (reason: ProxyRefusal, detail?: string): void => {
      settle();
      socket.destroy();
      onRefused?.(peer.address, reason, detail);
    };
    const onData = (chunk: Buffer): void => {
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const header = parseProxyHeader(received);
      if (header.kind === 'more') return;
      if (header.kind === 'invalid') {
        refuse('proxy-header', header.reason);
        return;
      }
      settle();
      socket.pause();
      if (received.length > header.octets) socket.unshift(received.subarray(header.octets));
      const { source } = header;
      // A client's loopback address is on our machine only if the proxy is, too.
      admit(source ? { ...source, isLoopback: peer.isLoopback && isLoopbackAddress(source.address) } : peer);
    };
    // Load balancers test a port by opening it and saying nothing, which is no fault.
    const onEnd = (): void => {
      if (received.length > 0) refuse('proxy-header', 'closed within the PROXY header');
      else socket.destroy();
    };
    const timer = setTimeout(refuse, timeoutMs, 'proxy-timeout');
    socket.on('data', onData).on('end', onEnd).on('close', settle);
  }
}
