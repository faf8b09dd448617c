import { FieldNames, parseHeader } from '@postroom/mime';
import { authorDomains, signatureFields } from '@postroom/sender-auth/dkim';
import { Counter, type Metrics } from '@postroom/service';
import type { RemoteDelivery } from '@postroom/transit';
import type { StoredMessage } from '../../reports/stored-message.ts';
import type { DomainKeys } from './domain-keys.ts';
import { arcSet, type PassedOn, type SealResult } from './sealing.ts';

const RESENT = new FieldNames(['resent-from']);

/** The mails whose signatures are kept for other destinations or the next attempt: some 2 KiB each. */
const MAX_KEPT = 500;

export interface SigningMetrics {
  signed(result: 'signed' | 'no-key'): void;
  sealed(result: SealResult): void;
}

export function createSigningMetrics(metrics: Metrics): SigningMetrics {
  const counter = (name: string, help: string) =>
    new Counter({ name, help, labelNames: ['result'], registers: [metrics] });
  const signed = counter(
    'postroom_dkim_mails_total',
    'Messages of our users to other servers, by DKIM signature: signed, no-key',
  );
  const sealed = counter(
    'postroom_arc_mails_total',
    'Forwarded messages from other servers, by ARC seal: sealed, no-key, left',
  );
  return { signed: (result) => signed.inc({ result }), sealed: (result) => sealed.inc({ result }) };
}

export interface SignedMail extends Pick<RemoteDelivery, 'mailId' | 'source' | 'reversePath' | 'isBinary'>, PassedOn {
  /** The name of the form: each form of a mail has its own signature. */
  readonly form: string;
}

/**
 * Signs what our accounts send and what we write ourselves (RFC 6376 5), and seals mail that is passed on (RFC 8617 5.1). Each form of a
 * mail is signed once for all destinations.
 */
export class Signer {
  readonly #keys: DomainKeys;
  readonly #hostname: string;
  readonly #metrics: SigningMetrics;
  readonly #kept = new Map<string, Promise<Buffer>>();

  /** @param hostname our name in Authentication-Results */
  constructor(keys: DomainKeys, hostname: string, metrics: SigningMetrics) {
    this.#keys = keys;
    this.#hostname = hostname;
    this.#metrics = metrics;
  }

  /**
   * Returns the message with its signature. Mail from other servers is not signed, which would make a forgery look genuine (RFC 6376 8.5).
   * Rejects when the message or the keys cannot be read.
   */
  async signed(mail: SignedMail, message: StoredMessage): Promise<StoredMessage> {
    const front = await this.#fieldsOf(mail, message);
    if (front.length === 0) return message;
    return {
      ...message,
      size: front.length + message.size,
      header: Buffer.concat([front, message.header]),
      async *content() {
        yield front;
        yield* message.content();
      },
    };
  }

  #fieldsOf(mail: SignedMail, message: StoredMessage): Promise<Buffer> {
    const key = `${mail.mailId} ${mail.form}`;
    const kept = this.#kept.get(key);
    if (kept) return kept;
    const fields = mail.source === 'mx' ? this.#seal(mail, message) : this.#sign(mail, message);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= MAX_KEPT) this.#kept.delete(oldest);
    this.#kept.set(key, fields);
    fields.catch(() => this.#kept.delete(key));
    return fields;
  }

  /** Signs for the author's domain; for a mail that an account resends unchanged, for the domain of the reverse-path, which is its own. */
  async #sign({ reversePath, isBinary }: SignedMail, { header, content }: StoredMessage): Promise<Buffer> {
    const isResent = parseHeader(header, RESENT).length > 0;
    const author = isResent ? reversePath.slice(reversePath.lastIndexOf('@') + 1) : authorDomains(header)[0];
    const keys = author === undefined ? [] : await this.#keys.of(author);
    this.#metrics.signed(keys.length > 0 ? 'signed' : 'no-key');
    if (keys.length === 0) return Buffer.alloc(0);
    const message = { header, body: behind(content(), header.length), isBinary };
    return Buffer.from(await signatureFields(message, keys, new Date()));
  }

  async #seal(mail: SignedMail, { header, content }: StoredMessage): Promise<Buffer> {
    const message = { header, body: behind(content(), header.length), isBinary: mail.isBinary };
    const { fields, result } = await arcSet(mail, message, { keys: this.#keys, hostname: this.#hostname });
    this.#metrics.sealed(result);
    return fields;
  }
}

/** Yields the content after this many octets. */
async function* behind(content: AsyncIterable<Buffer>, octets: number): AsyncGenerator<Buffer> {
  let left = octets;
  for await (const piece of content) {
    if (left < piece.length) yield piece.subarray(left);
    left = Math.max(0, left - piece.length);
  }
}
