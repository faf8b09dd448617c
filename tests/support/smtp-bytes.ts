import { Wire } from '@postroom/testkit';

/** Delivers messages to the port for other servers, with exactly these bytes; resolves when all have their 250. */
export async function deliverBytes(port: number, recipient: string, messages: readonly Buffer[]): Promise<void> {
  await using wire = await Wire.connect({ port, timeout: 60_000 });
  await wire.expect(/^220 /);
  await wire.line('EHLO samples.test');
  await wire.until(/^250 /);
  for (const message of messages) {
    await wire.ask('MAIL FROM:<sender@elsewhere.test> BODY=8BITMIME', /^250 /);
    await wire.ask(`RCPT TO:<${recipient}>`, /^250 /);
    await wire.ask('DATA', /^354 /);
    await wire.send(Buffer.concat([stuffed(message), Buffer.from('.\r\n')]));
    await wire.expect(/^250 2\.0\.0 Queued/);
  }
}

/** Adds a dot to every line that begins with one (RFC 5321 4.5.2); only CRLF ends a line. */
export function stuffed(message: Buffer): Buffer {
  return Buffer.from(message.toString('latin1').replaceAll(/(^|\r\n)\./g, '$1..'), 'latin1');
}

/** Undoes POP3's dot stuffing, for which a bare LF ends a line too, because some programs read it so. */
export function unstuffed(message: Buffer): Buffer {
  return Buffer.from(message.toString('latin1').replaceAll(/(^|\n)\./g, '$1'), 'latin1');
}
