import dnsPacket, { type Packet, type PacketRecord } from 'dns-packet';

export type { Packet, PacketRecord };

/** Encodes a whole message, for code that serves them. */
export const encodePacket = (packet: Packet): Buffer => dnsPacket.encode(packet);

/** Decodes a whole message; undefined when it is invalid. */
export function decodePacket(octets: Buffer): Packet | undefined {
  try {
    return dnsPacket.decode(octets);
  } catch {
    return undefined;
  }
}
