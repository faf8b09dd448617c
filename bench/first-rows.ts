import { connect, type Socket } from 'node:net';
import type { Subject } from './subject.ts';

/** Orders of a list: their names in SORT (RFC 5256) and Email/query (RFC 8621 4.4.2). */
export const orders = {
  'newest first': { sort: 'REVERSE ARRIVAL', jmap: { property: 'receivedAt', isAscending: false } },
  'by subject': { sort: 'SUBJECT', jmap: { property: 'subject', isAscending: true } },
  'by sender': { sort: 'FROM', jmap: { property: 'from', isAscending: true } },
  'largest first': { sort: 'REVERSE SIZE', jmap: { property: 'size', isAscending: false } },
} as const;

const ROWS = 50;
/** The data that a row shows. */
const ITEMS = '(FLAGS ENVELOPE BODYSTRUCTURE INTERNALDATE RFC822.SIZE)';

/** A mail program that shows a large INBOX: it sorts, and fetches what is on the screen. */
export class SortingClient implements Disposable {
  readonly #socket: Socket;
  #parts: string[] = [];
  #arrived = Promise.withResolvers<void>();
  #tag = 0;

  private constructor(socket: Socket) {
    this.#socket = socket.setNoDelay(true).setEncoding('latin1');
    socket.on('data', (part: string) => {
      this.#parts.push(part);
      this.#arrived.resolve();
    });
    socket.once('close', () => this.#arrived.reject(new Error('connection closed')));
  }

  static async open(subject: Subject, user: string): Promise<SortingClient> {
    const client = new SortingClient(connect(subject.imapPort, '127.0.0.1'));
    await client.#until(/^\* OK .*\r\n$/);
    await client.#ask(`LOGIN ${subject.login(user)} bench`);
    await client.#ask('SELECT INBOX');
    return client;
  }

  /** Returns the milliseconds until the first rows in this order are there, sorted, of `count` runs. */
  async times(order: string, count: number): Promise<number[]> {
    const times: number[] = [];
    while (times.length < count) {
      const started = performance.now();
      const [, numbers = ''] = /^\* SORT ([\d ]+)\r$/m.exec(await this.#ask(`SORT (${order}) UTF-8 ALL`)) ?? [];
      const first = numbers.split(' ', ROWS);
      const fetched = await this.#ask(`FETCH ${first.join()} ${ITEMS}`);
      times.push(performance.now() - started);
      const rows = fetched.match(/^\* \d+ FETCH /gm)?.length;
      if (rows !== ROWS) throw new Error(`${rows} rows instead of ${ROWS}`);
    }
    return times.sort((a, b) => a - b);
  }

  async #ask(command: string): Promise<string> {
    const tag = `a${this.#tag++}`;
    this.#socket.write(`${tag} ${command}\r\n`);
    const answer = await this.#until(new RegExp(`(?:^|\n)${tag} .*\r\n$`));
    if (!answer.includes(`${tag} OK`)) throw new Error(`${command}: ${answer}`);
    return answer;
  }

  /** Returns everything up to a last line that matches; it may come in pieces. */
  async #until(lastLine: RegExp): Promise<string> {
    while (!lastLine.test(this.#parts.slice(-2).join(''))) {
      await this.#arrived.promise;
      this.#arrived = Promise.withResolvers();
    }
    return this.#parts.splice(0).join('');
  }

  [Symbol.dispose](): void {
    this.#socket.removeAllListeners('close').destroy();
  }
}
