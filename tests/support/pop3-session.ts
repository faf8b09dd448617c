import { Wire } from '@postroom/testkit';
import { PASSWORD } from './accounts.ts';
import { unstuffed } from './smtp-bytes.ts';

/** A POP3 client that keeps messages as bytes. */
export class Pop3Session implements AsyncDisposable {
  readonly wire: Wire;

  private constructor(wire: Wire) {
    this.wire = wire;
  }

  static async login(port: number, address: string): Promise<Pop3Session> {
    const wire = await Wire.connect({ port, timeout: 60_000 });
    await wire.expect(/^\+OK/);
    await wire.ask(`USER ${address}`, /^\+OK/);
    await wire.ask(`PASS ${PASSWORD}`, /^\+OK/);
    return new Pop3Session(wire);
  }

  /** Returns a message without dot stuffing (RFC 1939 3). */
  async retrieve(number: number): Promise<Buffer> {
    const [, size] = await this.wire.ask(`LIST ${number}`, /^\+OK \d+ (\d+)/);
    await this.wire.ask(`RETR ${number}`, /^\+OK/);
    let stuffed = await this.wire.readBytes(Number(size));
    // Stuffing makes it longer than its size, so this reads on to the line with a single dot.
    while (!stuffed.subarray(-5).equals(Buffer.from('\r\n.\r\n'))) {
      stuffed = Buffer.concat([stuffed, await this.wire.readBytes(1)]);
    }
    return unstuffed(stuffed.subarray(0, -3));
  }

  /** Returns the unique ids, in the order of the messages. */
  async uidl(): Promise<string[]> {
    await this.wire.ask('UIDL', /^\+OK/);
    return (await this.wire.until(/^\.$/)).slice(0, -1).map((line) => line.split(' ')[1] ?? '');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.wire.close();
  }
}
