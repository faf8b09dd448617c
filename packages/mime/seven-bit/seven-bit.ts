import { isAscii } from 'node:buffer';
import { createBodyDecoder } from '../body-decoder.ts';
import { findParameter } from '../content.ts';
import { defaultLimits } from '../limits.ts';
import type { Part } from '../part.ts';
import { LineScanner } from '../scanner.ts';
import type { BodyDecoder } from '../transfer-decoder.ts';
import { TreeBuilder } from '../tree-builder.ts';
import { Base64Encoder } from './base64-encoder.ts';
import type { Edit } from './edits.ts';
import { readLabel, relabel } from './label.ts';
import { maskOctets } from './mask.ts';
import { QuotedPrintableEncoder } from './quoted-printable-encoder.ts';
import { Survey, type Surveyed } from './survey.ts';

export interface SevenBitOptions {
  /** The message is not lines of text (RFC 3030 3) and must become so. */
  readonly isBinary: boolean;
}

/**
 * Returns the edits that turn a message into 7-bit lines (RFC 6152 3, RFC 3030 3), part by part: bodies are encoded without any change of their
 * content, and their labels corrected. Signed parts (RFC 1847 2.1), bodies that may not be encoded (RFC 2046 5.2), header fields, and messages
 * with more parts or longer headers than the limits stay as they are. Returns no edits when no body needs encoding.
 */
export async function sevenBitEdits(
  content: AsyncIterable<Buffer>,
  { isBinary }: SevenBitOptions,
): Promise<readonly Edit[]> {
  const survey = new Survey();
  const builder = new TreeBuilder(defaultLimits, survey);
  const scanner = new LineScanner(builder);
  for await (const chunk of content) scanner.push(chunk);
  const tree = scanner.end();
  const { rootHeader } = builder;
  const isWhole = rootHeader.length === tree.bodyStart && !survey.isCut && survey.parts.size < defaultLimits.maxParts;
  const root = survey.parts.get(tree);
  if (!isWhole || root === undefined) return [];
  const label = rootHeader.some((octet) => octet > 0x20) ? readLabel(rootHeader, 0) : undefined;
  survey.parts.set(tree, { ...root, label });
  const plan = new Plan(survey, isBinary);
  plan.part(tree, true);
  return plan.encodes ? plan.edits.sort((one, other) => one.from - other.from) : [];
}

class Plan {
  readonly edits: Edit[] = [];
  /** Whether any body needs encoding. */
  encodes = false;
  readonly #survey: Survey;
  readonly #isBinary: boolean;

  constructor(survey: Survey, isBinary: boolean) {
    this.#survey = survey;
    this.#isBinary = isBinary;
  }

  /** Plans the edits of a part; returns whether the part consists of 7-bit lines after them. */
  part(part: Part, isMessage: boolean): boolean {
    const known = this.#survey.parts.get(part);
    if (known === undefined) return false;
    if (part.children && known.subtype === 'signed') return this.#isClean(part);
    if (part.children || part.message) {
      const inner = part.message ? [this.part(part.message, true)] : this.#children(part);
      const isClean = inner.every((one) => one);
      if (isClean) this.#correct(part, known, isMessage);
      return isClean;
    }
    const { shape } = known;
    if (shape === undefined) return false;
    if (this.#isFit(shape)) {
      this.#correct(part, known, isMessage);
      return true;
    }
    if (known.label === undefined || !mayBeEncoded(known)) return false;
    this.#encode(part, known, isMessage);
    return true;
  }

  #children({ children = [], params, bodyStart, bodyEnd }: Part): boolean[] {
    // Masking octets of the delimiters themselves would destroy the parts.
    const isAsciiBoundary = isAscii(Buffer.from(findParameter(params, 'boundary') ?? '', 'latin1'));
    let at = bodyStart;
    for (const { headerStart: to, bodyEnd: end } of [...children, { headerStart: bodyEnd, bodyEnd }]) {
      if (isAsciiBoundary && to > at) this.edits.push({ from: at, to, open: maskOctets });
      at = end;
    }
    return children.map((child) => this.part(child, false));
  }

  #encode(part: Part, { label, type, shape }: Surveyed, isMessage: boolean): void {
    if (label === undefined) return;
    const isText = type === 'text' || type === 'message';
    const isLines = !(this.#isBinary && shape?.isBinary);
    const encoding = isText && isLines && !shape?.isMostlyEscaped ? 'quoted-printable' : 'base64';
    const { bodyStart: from, bodyEnd: to, encoding: before } = part;
    const isEncoded = before === 'base64' || before === 'quoted-printable';
    const open = () => {
      const encoder =
        encoding === 'base64' ? new Base64Encoder() : new QuotedPrintableEncoder({ anyLineEnd: !isEncoded });
      return isEncoded ? behind(createBodyDecoder(before), encoder) : encoder;
    };
    this.edits.push(...relabel(label, encoding, isMessage), { from, to, open });
    this.encodes = true;
  }

  /** Relabels a part as 7bit whose label says 8bit or binary although it is neither. */
  #correct({ encoding }: Part, { label }: Surveyed, isMessage: boolean): void {
    if (label && (encoding === '8bit' || encoding === 'binary')) this.edits.push(...relabel(label, '7bit', isMessage));
  }

  #isFit({ isEightBit, isBinary }: NonNullable<Surveyed['shape']>): boolean {
    return !isEightBit && !(this.#isBinary && isBinary);
  }

  #isClean(part: Part): boolean {
    const inner = part.message ? [part.message] : part.children;
    if (inner) return inner.every((one) => this.#isClean(one));
    const shape = this.#survey.parts.get(part)?.shape;
    return shape !== undefined && this.#isFit(shape);
  }
}

/** RFC 2046 5.2: of message types only the internationalized ones may be encoded (RFC 6532 3.7, RFC 6533 5). */
function mayBeEncoded({ type, subtype }: Surveyed): boolean {
  return type !== 'message' || subtype.startsWith('global');
}

function behind(decoder: BodyDecoder, encoder: BodyDecoder): BodyDecoder {
  return {
    write: (bytes) => encoder.write(decoder.write(bytes)),
    end: () => Buffer.concat([encoder.write(decoder.end()), encoder.end()]),
  };
}
