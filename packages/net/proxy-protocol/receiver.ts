import type { Socket } from 'node:net';
import { isLoopbackAddress, normaliseIpAddress } from '../address.ts';
import type { AddressRanges } from '../address-ranges.ts';
import type { ConnectionLimits } from '../limits.ts';
import { parseProxyHeader } from './header.ts';

/** Who is at the other end of a connection, as far as we can know. */
export interface Client {
  address: string;
  port: number;
  /** The whole way lies on this machine, a proxy in between included. */
  isLoopback: boolean;
}

/** `proxy-header`: it is missing or broken; `proxy-timeout`: it did not come in time; `total`: too many connections. */
export type ProxyRefusal = 'total' | 'proxy-header' | 'proxy-timeout';

export interface ProxyReceiverOptions {
  /** Whose connections must begin with a header. */
  from: AddressRanges;
  /** Connections that wait for their header count in its total. */
  limits: ConnectionLimits;
  /** From the connection to the end of the header. Default 5 s: it comes with the first bytes. */
  timeoutMs?: number | undefined;
  /** A proxy's connection that is closed for want of a header. */
  onRefused?: ((proxy: string, reason: ProxyRefusal, detail?: string) => void) | undefined;
}

/**
 * Learns who a new connection is from. One from a load balancer of ours must begin with a PROXY header, or it is closed;
 * of all others the header is not looked for, so that nobody else can pretend to be somebody.
 */
export class ProxyReceiver {
  readonly #options: ProxyReceiverOptions;
  readonly #waiting = new Set<Socket>();

  constructor(options: ProxyReceiverOptions) {
    this.#options = options;
  }

  /**
   * Tells who it is: at once, or when the header has come. Then the socket is paused, and what came behind the header is
   * the next to be read: who takes it over has to resume it. Does not tell when there is nobody to serve.
   */
  identify(socket: Socket, admit: (client: Client) => void): void {
    // A client may be gone before we look.
    if (socket.remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const address = normaliseIpAddress(socket.remoteAddress);
    const peer: Client = { address, port: socket.remotePort ?? 0, isLoopback: isLoopbackAddress(address) };
    if (this.#options.from.has(address)) this.#wait(socket, peer, admit);
    else admit(peer);
  }

  /** Lets go of those that still wait. */
  close(): void {
    for (const socket of this.#waiting) socket.destroy();
  }

  #wait(socket: Socket, peer: Client, admit: (client: Client) => void): void {
    const { limits, timeoutMs = 5_000, onRefused } = this.#options;
    // Stays for good: a proxy may reset the connection before anybody else listens to it.
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
      // The client's loopback is ours only where the proxy is on this machine, too.
      admit(source ? { ...source, isLoopback: peer.isLoopback && isLoopbackAddress(source.address) } : peer);
    };
    // Load balancers see whether a port is open by opening it and saying nothing: that is no fault of anybody.
    const onEnd = (): void => {
      if (received.length > 0) refuse('proxy-header', 'closed within the PROXY header');
      else socket.destroy();
    };
    const timer = setTimeout(refuse, timeoutMs, 'proxy-timeout');
    socket.on('data', onData).on('end', onEnd).on('close', settle);
  }
}
