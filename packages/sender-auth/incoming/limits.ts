/** What is looked at of a message, at most: the rest is somebody's attempt at keeping us busy. */
export const LIMITS = {
  /** Octets of a header, in as many fields and lines as they make; with more of them no signature is looked at. */
  headerBytes: 256 * 1024,
  /** Blanks and line ends in a row, in a header: the library's expressions take the square of it. */
  blanks: 200,
  /** DKIM-Signature fields that are evaluated (signaturesToCheck), and octets of one, or of an ARC field. */
  signatures: 10,
  signatureBytes: 8 * 1024,
  /** Names in one h=. */
  signedNames: 300,
  /** Ways in which one body is hashed: canonicalization, algorithm and l= make one. */
  bodyHashes: 4,
  /** Octets of a key record: one of RSA-4096 has 750. RFC 8301 3.2 asks for keys of 1,024 to 4,096 bits. */
  keyRecordBytes: 1_200,
  /** Octets of a text record of SPF or DMARC. */
  textBytes: 4_096,
  minKeyBits: 1_024,
  maxKeyBits: 4_096,
  /** Authors in From. */
  authors: 50,
  /** Look-ups for the terms of an SPF record, and of those without an answer (RFC 7208 4.6.4). */
  spfTerms: 10,
  spfVoids: 2,
  /** Questions to DNS of one step, whatever it counts itself: each MX of SPF has addresses, each seal of ARC a key. */
  lookUps: 120,
} as const;
