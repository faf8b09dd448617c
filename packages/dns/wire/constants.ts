/** Types of records, RFC 1035 3.2.2, 2782, 3596, 6698, 6891, 8659. */
export const TYPE_CODES = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  PTR: 12,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
  OPT: 41,
  TLSA: 52,
  CAA: 257,
} as const;

/** Response codes (RFC 1035 4.1.1, RFC 6891 6.1.3). */
export const RCODES = { NOERROR: 0, FORMERR: 1, SERVFAIL: 2, NXDOMAIN: 3, NOTIMP: 4, REFUSED: 5, BADVERS: 16 } as const;

/** Bits of the header's second word (RFC 1035 4.1.1, RFC 6840 5.7). */
export const FLAGS = { QR: 0x8000, AA: 0x0400, TC: 0x0200, RD: 0x0100, RA: 0x0080, AD: 0x0020, RCODE: 0x000f } as const;

export const HEADER_BYTES = 12;
/** The size of answers that pass everywhere without fragmentation (DNS flag day 2020, RFC 9715); longer ones come over TCP. */
export const UDP_BYTES = 1232;
/** Larger answers are not read; the largest real TXT sets are far smaller. */
export const MAX_ANSWER_BYTES = 32 * 1024;
/** The most records of an answer. */
export const MAX_RECORDS = 256;
