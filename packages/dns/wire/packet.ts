import dnsPacket, { type Packet, type PacketRecord } from 'dns-packet';

export type { Packet, PacketRecord };

/** Whole messages, for who serves them. */
export const encodePacket = (packet: Packet): Buffer => dnsPacket.encode(packet);

/** Undefined for what is no message. */
export function decodePacket(octets: Buffer): Packet | undefined {
  try {
    return dnsPacket.decode(octets);
  } catch {
    return undefined;
  }
}
