import { Wire } from '@postroom/testkit';
import { PASSWORD } from './accounts.ts';

/** One response of the server. The text keeps the `{count}` of a literal but not its octets. */
export interface ImapResponse {
  readonly text: string;
  readonly literals: readonly Buffer[];
}

/** An IMAP client that keeps responses as bytes, for tests that compare bytes. */
export class ImapSession implements AsyncDisposable {
  readonly #wire: Wire;
  #tag = 0;

  private constructor(wire: Wire) {
    this.#wire = wire;
  }

  static async login(port: number, address: string): Promise<ImapSession> {
    const wire = await Wire.connect({ port, timeout: 60_000 });
    await wire.expect(/^\* OK /);
    const session = new ImapSession(wire);
    await session.command(`LOGIN ${address} "${PASSWORD}"`);
    return session;
  }

  /** Sends a command; returns the responses before its tagged OK. @throws on NO and BAD */
  async command(text: string): Promise<ImapResponse[]> {
    const { responses, status } = await this.attempt(text);
    if (!status.startsWith('OK')) throw new Error(`${text.slice(0, 200)}: ${status}`);
    return responses;
  }

  /** Like `command`, but accepts any status: `NO [NONEXISTENT] …`. */
  async attempt(text: string): Promise<{ responses: ImapResponse[]; status: string }> {
    this.#tag += 1;
    const tag = `t${this.#tag} `;
    await this.#wire.line(tag + text);
    const responses: ImapResponse[] = [];
    for (;;) {
      const response = await this.#response();
      if (response.text.startsWith(tag)) return { responses, status: response.text.slice(tag.length) };
      responses.push(response);
    }
  }

  /** Returns the strings of items of one message, by uid and in the order of the items: `octets(7, ['BODY.PEEK[]'])`. */
  async octets(uid: number, items: readonly string[]): Promise<Buffer[]> {
    const responses = await this.command(`UID FETCH ${uid} (${items.join(' ')})`);
    const found = responses.find(({ text }) => / FETCH \(/.test(text));
    if (!found) throw new Error(`no ${items} of ${uid}`);
    const literals = found.literals.values();
    const strings = found.text.matchAll(/\[[^\]]*\]|\{\d+\}|"((?:[^"\\]|\\.)*)"/g);
    const octets = [...strings]
      .filter(([section]) => !section.startsWith('['))
      .map(([, quoted]) =>
        quoted === undefined ? (literals.next().value as Buffer) : Buffer.from(quoted.replaceAll(/\\(.)/g, '$1')),
      );
    if (octets.length !== items.length) throw new Error(`${octets.length} strings in ${found.text.slice(0, 500)}`);
    return octets;
  }

  /** Returns the numbers of `UID SEARCH`. */
  async search(keys: string): Promise<number[]> {
    const responses = await this.command(`UID SEARCH ${keys}`);
    const [, numbers = ''] = /^\* SEARCH ?(.*?)(?: \(MODSEQ \d+\))?$/.exec(responses[0]?.text ?? '') ?? [];
    return numbers.split(' ').filter(Boolean).map(Number);
  }

  async #response(): Promise<ImapResponse> {
    const literals: Buffer[] = [];
    let text = '';
    for (;;) {
      text += await this.#wire.readLine();
      const [, size] = /\{(\d+)\}$/.exec(text) ?? [];
      if (size === undefined) return { text, literals };
      literals.push(await this.#wire.readBytes(Number(size)));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#wire.close();
  }
}
