import { isAscii } from 'node:buffer';
import type { BodyDecoder } from '../transfer-decoder.ts';

const MASK = 0x2a;

/** Replaces octets that are not ASCII with `*`, in the text between parts, which nobody reads (RFC 2046 5.1.1). */
export function maskOctets(): BodyDecoder {
  return {
    write: (bytes) => {
      const octets = Buffer.from(bytes);
      return isAscii(octets) ? octets : (octets.map((octet) => (octet > 0x7f ? MASK : octet)) as Buffer);
    },
    end: () => Buffer.alloc(0),
  };
}
