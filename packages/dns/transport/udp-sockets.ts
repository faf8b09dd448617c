import { randomInt } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { type Server, serverName } from '../servers/parse.ts';

interface Lent {
  readonly socket: Socket;
  uses: number;
}

// Opening a socket costs more than asking, but a port must not be used for long, or it can be guessed (RFC 5452 9.2).
const MAX_USES = 16;

/**
 * Sockets for questions, each connected to its server and with a port of its own. A socket that got its answer serves another
 * question while others are out; when the last question ends, all sockets are closed.
 */
export class UdpSockets {
  readonly #idle = new Map<string, Lent[]>();
  #out = 0;

  /** Returns a connected socket that nobody else uses. Rejects when none can be opened. */
  async take(server: Server): Promise<Lent> {
    this.#out++;
    const idle = this.#idle.get(serverName(server)) ?? [];
    const [lent] = idle.splice(randomInt(Math.max(1, idle.length)), 1);
    if (lent !== undefined) return lent;
    const socket = createSocket(isIPv6(server.address.split('%', 1)[0] ?? '') ? 'udp6' : 'udp4');
    try {
      await new Promise<void>((resolve, reject) => {
        socket.once('error', reject);
        socket.connect(server.port, server.address, resolve);
      });
    } catch (error) {
      this.#close(socket);
      throw error;
    }
    return { socket, uses: 0 };
  }

  /** Gives a socket back. One without an answer is closed, because the answer may still arrive. */
  giveBack(server: Server, lent: Lent, isAnswered: boolean): void {
    if (!isAnswered || ++lent.uses >= MAX_USES) {
      this.#close(lent.socket);
      return;
    }
    const idle = this.#idle.get(serverName(server));
    if (idle === undefined) this.#idle.set(serverName(server), [lent]);
    else idle.push(lent);
    this.#isBack();
  }

  #close(socket: Socket): void {
    socket.close();
    this.#isBack();
  }

  #isBack(): void {
    if (--this.#out > 0) return;
    for (const { socket } of [...this.#idle.values()].flat()) socket.close();
    this.#idle.clear();
  }
}
