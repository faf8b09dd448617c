import type { Envelope, ScannedMessage } from './message.ts';

/** Returns a message that is read in pieces of `piece` octets. */
export function messageOf(text: string | Buffer, piece = 1_000): ScannedMessage {
  const octets = Buffer.from(text as string);
  return {
    size: octets.length,
    async *read() {
      for (let at = 0; at < octets.length; at += piece) yield octets.subarray(at, at + piece);
    },
  };
}

export function envelopeOf(changes: Partial<Envelope> = {}): Envelope {
  return {
    id: '019cd2f0-7b5e-7c44-a2b1-5f0d3c1e9a77',
    clientAddress: '192.0.2.1',
    clientName: 'client.test',
    reversePath: 'sender@elsewhere.test',
    recipients: ['alice@a.test'],
    user: undefined,
    tls: undefined,
    hostname: 'mail.postroom.test',
    ...changes,
  };
}
