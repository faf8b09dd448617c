export { FLAGS, HEADER_BYTES, MAX_ANSWER_BYTES, MAX_RECORDS, RCODES, TYPE_CODES, UDP_BYTES } from './constants.ts';
export type { WireRecord } from './decode-record.ts';
export { decodePacket, encodePacket, type Packet, type PacketRecord } from './packet.ts';
export { buildQuery, type Query } from './query.ts';
export { type Match, matchResponse, type Response, readResponse } from './response.ts';
