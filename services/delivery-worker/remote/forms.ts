import { isAscii } from 'node:buffer';
import { edited, sevenBitEdits } from '@postroom/mime';
import { type Extensions, LineShape } from '@postroom/smtp';
import type { ProtocolLog } from '@postroom/smtp-client';
import type { RemoteDelivery } from '@postroom/transit';
import type { StoredMessage } from '../reports/stored-message.ts';
import type { Signer } from './signing/signer.ts';

/** A message in the form in which a server gets it. */
export interface SentMessage extends StoredMessage {
  /** Whether the message does not consist of lines of text (RFC 3030 3). */
  readonly isBinary: boolean;
}

export interface FormsOptions {
  readonly open: () => Promise<StoredMessage>;
  /** Signs the message; null when nothing is signed. */
  readonly signer: Pick<Signer, 'signed'> | null;
  readonly log: ProtocolLog;
}

/**
 * One mail in the two forms that servers accept: unchanged, or as 7-bit lines (RFC 6152 3). Each form is made and signed when the first
 * server needs it.
 */
export class Forms {
  readonly #mail: RemoteDelivery;
  readonly #options: FormsOptions;
  #asItCame: Promise<SentMessage> | undefined;
  #sevenBit: Promise<SentMessage> | undefined;

  constructor(mail: RemoteDelivery, options: FormsOptions) {
    this.#mail = mail;
    this.#options = options;
  }

  /** Returns the form for a server with these extensions. Rejects when the message or the signing keys cannot be read. */
  async for(extensions: Extensions): Promise<SentMessage> {
    const { isBinary } = this.#mail;
    const message = { ...(await this.#options.open()), isBinary };
    const isTaken = isBinary
      ? extensions.has('CHUNKING') && extensions.has('BINARYMIME')
      : !message.eightBit || extensions.has('8BITMIME');
    if (isTaken) return this.#unchanged(message);
    this.#sevenBit ??= this.#convert(message);
    return this.#sevenBit;
  }

  #unchanged(message: SentMessage): Promise<SentMessage> {
    this.#asItCame ??= this.#sign(message, 'unchanged');
    return this.#asItCame;
  }

  async #convert(message: SentMessage): Promise<SentMessage> {
    const converted = await sevenBitForm(message);
    if (converted === message) return this.#unchanged(message);
    this.#options.log('*', 'encoded: the server accepts 7-bit lines only');
    return this.#sign(converted, '7-bit');
  }

  async #sign(message: SentMessage, form: 'unchanged' | '7-bit'): Promise<SentMessage> {
    const { isBinary } = message;
    const signed = await this.#options.signer?.signed({ ...this.#mail, isBinary, form }, message);
    return signed ? { ...signed, isBinary } : message;
  }
}

/** Returns the message as 7-bit lines, as far as possible; the same object if there is nothing to encode. */
async function sevenBitForm(message: SentMessage): Promise<SentMessage> {
  const { isBinary, utf8Header } = message;
  const edits = await sevenBitEdits(message.content(), { isBinary });
  if (edits.length === 0) return message;
  const content = () => edited(message.content(), edits);
  const ofHeader = edits.filter(({ to }) => to <= message.header.length);
  const header = Buffer.concat(await Array.fromAsync(edited([message.header], ofHeader)));
  const shape = new LineShape();
  let [size, eightBit] = [0, false];
  for await (const piece of content()) {
    size += piece.length;
    eightBit ||= !isAscii(piece);
    shape.push(piece);
  }
  return { size, header, eightBit, utf8Header, isBinary: isBinary && shape.isBinary, content };
}
