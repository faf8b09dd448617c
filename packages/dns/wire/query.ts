import { randomInt } from 'node:crypto';
import dnsPacket from 'dns-packet';
import { FLAGS, HEADER_BYTES, UDP_BYTES } from './constants.ts';

/** A question as it was sent. */
export interface Query {
  readonly packet: Buffer;
  /** The octets between the header and the records, which an answer must repeat (RFC 5452 9.1). */
  readonly question: Buffer;
  readonly withEdns: boolean;
}

/**
 * Builds a question with a random id and a random case of its letters, which an answer must repeat: an attacker who cannot see
 * the question has to guess them and the port (RFC 5452). The AD bit asks the server to tell whether the answer was
 * validated, without its signatures (RFC 6840 5.7).
 */
export function buildQuery(name: string, type: string, withEdns = true): Query {
  const packet = dnsPacket.encode({
    type: 'query',
    id: randomInt(0x10000),
    flags: FLAGS.RD | FLAGS.AD,
    questions: [{ name: name === '' ? '.' : randomCase(name), type }],
    additionals: withEdns ? [{ type: 'OPT', name: '.', udpPayloadSize: UDP_BYTES, flags: 0 }] : [],
  });
  const questionBytes = name === '' ? 5 : name.length + 6;
  return { packet, question: packet.subarray(HEADER_BYTES, HEADER_BYTES + questionBytes), withEdns };
}

function randomCase(name: string): string {
  let bits = 0;
  return name.replace(/[a-z]/g, (letter) => {
    // The highest bit only marks that random bits are left below it.
    if (bits <= 1) bits = randomInt(2 ** 30) | (2 ** 30);
    const isUpper = (bits & 1) === 1;
    bits >>= 1;
    return isUpper ? letter.toUpperCase() : letter;
  });
}
