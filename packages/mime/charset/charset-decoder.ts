/** Decodes octets that come in pieces into text. Never throws: octets that are invalid in the charset become U+FFFD. */
export interface CharsetDecoder {
  write(bytes: Buffer): string;
  end(): string;
}
