import { isIPv6 } from 'node:net';
import { addressNeighbourhood } from '@postroom/net';
import type { SmtpFailure } from '@postroom/smtp-client';
import { Ipv6Trouble } from './ipv6-trouble.ts';
import { Recent } from './recent.ts';

interface Server {
  readonly address: string;
  readonly port: number;
}

/**
 * Remembers servers that did not answer, so that the next mail does not wait for them again: for some minutes they are tried last, even after
 * servers of a lower preference, and wait for them is shorter. Remembered are addresses that did not greet, whole networks of a server that
 * greeted and then kept us waiting (a tarpit has many addresses and names), and that IPv6 does not work here. Only for this process, and
 * limited; what is forgotten is just tried in its normal place.
 */
export class SilentServers {
  readonly #silent = new Recent();
  readonly #slowNetworks = new Recent();
  readonly #ipv6 = new Ipv6Trouble();
  readonly #crowd: number;
  #opening = 0;

  /** @param crowd when more connections than this wait for their server, none may wait long */
  constructor(crowd: number) {
    this.#crowd = crowd;
  }

  /** Counts a connection that is being opened, until it is disposed. */
  opening(): Disposable {
    this.#opening++;
    return { [Symbol.dispose]: () => void this.#opening-- };
  }

  /** Whether so many connections wait for their server that other mail would have to wait for them. */
  get isCrowded(): boolean {
    return this.#opening > this.#crowd;
  }

  /** What is remembered now, for the operator. */
  get remembered(): { readonly addresses: number; readonly networks: number; readonly isIpv6Broken: boolean } {
    return { addresses: this.#silent.size, networks: this.#slowNetworks.size, isIpv6Broken: this.#ipv6.isBroken };
  }

  isSilent(server: Server): boolean {
    const { address } = server;
    return this.#silent.has(keyOf(server)) || this.isSlow(server) || (isIPv6(address) && this.#ipv6.isBroken);
  }

  /** Whether a server of its network kept us waiting after its greeting. */
  isSlow({ address }: Server): boolean {
    return this.#slowNetworks.has(addressNeighbourhood(address));
  }

  /** Notes how a connection or a mail failed. */
  noteFailure(server: Server, { stage, isSilent }: Pick<SmtpFailure, 'stage' | 'isSilent'>): void {
    const isUnreached = stage === 'connect' && isSilent;
    if (isUnreached) this.#ipv6.noteUnreached(server.address);
    else this.#ipv6.noteReached(server.address);
    if (!isSilent) return;
    if (stage === 'connect' || stage === 'greeting') this.#silent.add(keyOf(server));
    else this.#slowNetworks.add(addressNeighbourhood(server.address));
  }

  noteAnswer(server: Server): void {
    this.#silent.delete(keyOf(server));
    this.#ipv6.noteReached(server.address);
  }

  /** Notes that a server accepted a message. */
  noteAccepted({ address }: Server): void {
    this.#slowNetworks.delete(addressNeighbourhood(address));
  }

  /** Puts silent servers after the others; otherwise the order stays. */
  inOrder<Each extends Server>(servers: readonly Each[]): readonly Each[] {
    const { answering = [], silent = [] } = Object.groupBy(servers, (server) =>
      this.isSilent(server) ? 'silent' : 'answering',
    );
    return [...answering, ...silent];
  }
}

function keyOf({ address, port }: Server): string {
  return `${address} ${port}`;
}
