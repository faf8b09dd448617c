/** Turns octets that come in pieces into text. Never throws: what is not of the charset becomes U+FFFD. */
export interface CharsetDecoder {
  write(bytes: Buffer): string;
  end(): string;
}
