import { authorDomains, signatureFields } from '@postroom/sender-auth/dkim';
import { Counter, type Metrics } from '@postroom/service';
import type { RemoteDelivery } from '@postroom/transit';
import type { StoredMessage } from '../../reports/stored-message.ts';
import type { DomainKeys } from './domain-keys.ts';

/** Mails whose signatures are kept for their next destination, or for the next attempt: some 2 KiB each. */
const MAX_KEPT = 500;

export type CountSigning = (result: 'signed' | 'no-key') => void;

export function createSigningMetrics(metrics: Metrics): CountSigning {
  const mails = new Counter({
    name: 'postroom_dkim_mails_total',
    help: 'Mails of ours to other servers, by whether they were signed: signed, no-key',
    labelNames: ['result'],
    registers: [metrics],
  });
  return (result) => mails.inc({ result });
}

/** Signs what our accounts send and what we write ourselves (RFC 6376 5), once for a mail, wherever it goes. */
export class Signer {
  readonly #keys: DomainKeys;
  readonly #count: CountSigning;
  readonly #kept = new Map<string, Promise<string>>();

  constructor(keys: DomainKeys, count: CountSigning) {
    this.#keys = keys;
    this.#count = count;
  }

  /**
   * The message as it is sent. What came from other servers is left as it is: a signature of ours would make a forgery genuine (RFC 6376
   * 8.5). Rejects when the message cannot be read, or the keys cannot be asked for.
   */
  async signed(mail: Pick<RemoteDelivery, 'mailId' | 'source'>, message: StoredMessage): Promise<StoredMessage> {
    if (mail.source === 'mx') return message;
    const front = Buffer.from(await this.#fieldsOf(mail.mailId, message));
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

  #fieldsOf(mailId: string, message: StoredMessage): Promise<string> {
    const kept = this.#kept.get(mailId);
    if (kept) return kept;
    const fields = this.#sign(message);
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined && this.#kept.size >= MAX_KEPT) this.#kept.delete(oldest);
    this.#kept.set(mailId, fields);
    fields.catch(() => this.#kept.delete(mailId));
    return fields;
  }

  async #sign({ header, content }: StoredMessage): Promise<string> {
    const [author] = authorDomains(header);
    const keys = author === undefined ? [] : await this.#keys.of(author);
    this.#count(keys.length > 0 ? 'signed' : 'no-key');
    if (keys.length === 0) return '';
    return signatureFields({ header, body: behind(content(), header.length) }, keys, new Date());
  }
}

/** What comes behind so many octets. */
async function* behind(content: AsyncIterable<Buffer>, octets: number): AsyncGenerator<Buffer> {
  let left = octets;
  for await (const piece of content) {
    if (left < piece.length) yield piece.subarray(left);
    left = Math.max(0, left - piece.length);
  }
}
