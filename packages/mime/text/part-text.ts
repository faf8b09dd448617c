import { createBodyDecoder } from '../body-decoder.ts';
import { asBuffer } from '../bytes.ts';
import { createCharsetDecoder, decodeCharset } from '../charset/charset.ts';
import type { CharsetDecoder } from '../charset/charset-decoder.ts';
import { findParameter } from '../content.ts';
import type { Part } from '../part.ts';
import type { BodyDecoder } from '../transfer-decoder.ts';
import { FlowedText } from './flowed.ts';
import { HtmlText } from './html-text.ts';

interface TextFilter {
  write(text: string): string;
  end(): string;
}

/** Decodes a text part for reading, from its transfer-encoded octets, in pieces. */
export class PartText {
  readonly #part: Part;
  readonly #body: BodyDecoder;
  #charset: CharsetDecoder | undefined;
  readonly #filter: TextFilter | undefined;

  constructor(part: Part) {
    this.#part = part;
    this.#body = createBodyDecoder(part.encoding);
    if (part.type === 'text' && part.subtype === 'html') this.#filter = new HtmlText();
    else if (isFlowed(part)) this.#filter = new FlowedText(is(part, 'delsp', 'yes'));
  }

  /** @param last nothing follows */
  write(bytes: Uint8Array, last: boolean): string {
    let decoded = this.#body.write(bytes);
    if (last) {
      const rest = this.#body.end();
      if (rest.length > 0) decoded = Buffer.concat([decoded, rest]);
    }
    const text = this.#decode(decoded, last);
    if (!this.#filter) return text;
    return last ? this.#filter.write(text) + this.#filter.end() : this.#filter.write(text);
  }

  #decode(bytes: Buffer, last: boolean): string {
    const charset = findParameter(this.#part.params, 'charset') ?? '';
    if (!this.#charset && last) return decodeCharset(bytes, charset);
    this.#charset ??= createCharsetDecoder(charset, asBuffer(bytes));
    const text = this.#charset.write(bytes);
    return last ? text + this.#charset.end() : text;
  }
}

/** Returns whether the part is `format=flowed` (RFC 3676 4). */
function isFlowed(part: Part): boolean {
  return part.type === 'text' && part.subtype === 'plain' && is(part, 'format', 'flowed');
}

function is(part: Part, parameter: string, value: string): boolean {
  return findParameter(part.params, parameter)?.toLowerCase() === value;
}
