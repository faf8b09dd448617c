/** The part of dns-packet that is used here; its published types leave out single records. */
declare module 'dns-packet' {
  import type { Buffer } from 'node:buffer';

  interface Codec<T> {
    encode: ((value: T) => Buffer) & { bytes: number };
    /** Throws or returns garbage for invalid octets. `bytes` is the number of octets that the last call read. */
    decode: ((packet: Buffer, offset?: number) => T) & { bytes: number };
  }

  export interface PacketQuestion {
    name: string;
    type: string;
  }

  export interface PacketRecord {
    name: string;
    type: string;
    ttl?: number;
    data?: unknown;
    udpPayloadSize?: number;
    extendedRcode?: number;
    flags?: number;
  }

  export interface Packet {
    type: 'query' | 'response';
    id: number;
    flags: number;
    questions: PacketQuestion[];
    answers?: PacketRecord[];
    authorities?: PacketRecord[];
    additionals?: PacketRecord[];
  }

  const dnsPacket: Codec<Packet> & { answer: Codec<PacketRecord>; question: Codec<PacketQuestion> };
  export default dnsPacket;
}
