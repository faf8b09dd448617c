import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface, type Interface } from 'node:readline';
import { styleText } from 'node:util';

const SHOWN_LINES = 8;

/** A mail program of the demo: sends lines, reads lines, and shows both. */
export class Dialogue implements AsyncDisposable {
  readonly #socket: Socket;
  readonly #lines: AsyncIterator<string>;

  private constructor(socket: Socket, lines: Interface) {
    this.#socket = socket;
    this.#lines = lines[Symbol.asyncIterator]();
  }

  static async open(port: number): Promise<Dialogue> {
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    // One octet per character: messages that are compared must not pass through a decoder.
    socket.setEncoding('latin1').setTimeout(20_000, () => socket.destroy(new Error('the server is silent')));
    return new Dialogue(socket, createInterface({ input: socket, crlfDelay: Number.POSITIVE_INFINITY }));
  }

  /** Sends a line and reads until a line that matches. */
  async say(line: string, until: RegExp, shownAs = line): Promise<string[]> {
    show('C', shownAs);
    this.#socket.write(`${line}\r\n`, 'latin1');
    return this.hear(until);
  }

  /** Sends a message, dot-stuffed (RFC 5321 4.5.2), with the line that ends it. */
  async sayMessage(message: string, until: RegExp): Promise<string[]> {
    showAll('C', message.trimEnd().split('\r\n'));
    show('C', '.');
    this.#socket.write(`${message.replaceAll(/^\./gm, '..')}.\r\n`, 'latin1');
    return this.hear(until);
  }

  /** Returns every line up to and including one that matches. */
  async hear(until: RegExp): Promise<string[]> {
    const heard: string[] = [];
    for (;;) {
      const { value, done } = await this.#lines.next();
      if (done) throw new Error(`the server hung up; it had said ${JSON.stringify(heard.slice(-3))}`);
      heard.push(value);
      if (until.test(value)) break;
    }
    showAll('S', heard);
    return heard;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#socket.end();
    this.#socket.destroy();
  }
}

/** Shows only the first and last lines of long answers. */
function showAll(who: 'C' | 'S', lines: readonly string[]): void {
  const cut = lines.length > SHOWN_LINES + 2;
  for (const line of cut ? lines.slice(0, SHOWN_LINES) : lines) show(who, Buffer.from(line, 'latin1').toString());
  if (cut) {
    show(who, `… ${lines.length - SHOWN_LINES - 1} more lines`);
    show(who, lines.at(-1) as string);
  }
}

export function show(who: string, line: string): void {
  console.log(`    ${styleText(who.startsWith('C') || who === '>' ? 'cyan' : 'green', `${who}:`)} ${line}`);
}
