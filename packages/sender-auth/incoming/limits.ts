/** The most that is read of a message; anything more is an attempt to keep us busy. */
export const LIMITS = {
  /** Octets of a header; in a larger one no signature is checked. */
  headerBytes: 256 * 1024,
  /** Blanks and line ends in a row in a header: the library's regular expressions take quadratic time in them. */
  blanks: 200,
  /** DKIM-Signature fields that are evaluated (signaturesToCheck), and octets of one, or of an ARC field. */
  signatures: 10,
  signatureBytes: 8 * 1024,
  /** Names in one h=. */
  signedNames: 300,
  /** Different hashes of one body; canonicalization, algorithm and l= distinguish them. */
  bodyHashes: 4,
  /** Octets of a key record: an RSA-4096 record has 750. RFC 8301 3.2 requires keys of 1,024 to 4,096 bits. */
  keyRecordBytes: 1_200,
  /** Octets of an SPF or DMARC record. */
  textBytes: 4_096,
  minKeyBits: 1_024,
  maxKeyBits: 4_096,
  /** Authors in From. */
  authors: 50,
  /** Look-ups for the terms of an SPF record, and how many of them may find nothing (RFC 7208 4.6.4). */
  spfTerms: 10,
  spfVoids: 2,
  /** DNS questions of one step in total: each MX in SPF has addresses, each seal of ARC a key. */
  lookUps: 120,
} as const;
