import { type Blob, streamBlob } from '@postroom/blobs';
import { transaction } from '@postroom/database';
import type { MailboxStore } from '@postroom/mailbox';
import { FieldNames, fieldValue, parseHeader } from '@postroom/mime';
import { isBounceInWords, readBounceInWords, readDsn, readMdn } from '@postroom/reports';
import type { Logger } from '@postroom/service';
import { type LocalDelivery, noteDisposition, noteRemoteReport } from '@postroom/transit';
import { announceProgress } from '../outcomes/announce-progress.ts';

/** The most reports that may wait; further ones do not get into traces. */
const MAX_WAITING = 1_000;

const CONTENT_TYPE = new FieldNames(['content-type']);

type Filed = Pick<LocalDelivery, 'mailId' | 'blobId' | 'accountId' | 'reversePath' | 'source'>;

/** A report for programs (RFC 3464, RFC 8098), or a bounce for people only. */
type Waiting = Filed & { readonly form: 'report' | 'words' };

/**
 * Reads reports of other servers about mail that our accounts sent, one after the other, after they are filed; the result goes into the
 * trace of the reported mail. A report is filed like any other mail, and stays just that if it cannot be parsed or this process is killed
 * before it is read.
 */
export class ReportReader implements AsyncDisposable {
  readonly #store: MailboxStore;
  readonly #log: Pick<Logger, 'info' | 'warn'>;
  readonly #waiting: Waiting[] = [];
  #reading: Promise<void> | undefined;

  constructor(store: MailboxStore, log: Pick<Logger, 'info' | 'warn'>) {
    this.#store = store;
    this.#log = log;
  }

  /** Adds a mail that was filed; ignores it unless it is a report from elsewhere. */
  add(delivery: Filed, { header }: Pick<Blob, 'header'>): void {
    // RFC 3464 2, RFC 8098 3: reports have the null reverse-path. Our own reports are in the trace already.
    if (delivery.reversePath !== '' || delivery.source === 'generated') return;
    const form = isReport(header) ? 'report' : isBounceInWords(header) ? 'words' : undefined;
    if (form === undefined || this.#waiting.length >= MAX_WAITING) return;
    this.#waiting.push({ ...delivery, form });
    this.#reading ??= this.#readAll();
  }

  /** Stops after the report that is being read. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#waiting.length = 0;
    await this.#reading;
  }

  async #readAll(): Promise<void> {
    for (let next = this.#waiting.shift(); next; next = this.#waiting.shift()) await this.#read(next);
    this.#reading = undefined;
  }

  /** Notes what a recipient reports about a mail (RFC 8098). */
  async #readMdn({ mailId, blobId, accountId }: Filed): Promise<void> {
    const mdn = await readMdn(streamBlob(this.#store, blobId));
    if (!mdn?.originalMessageId) return;
    const addresses = [mdn.originalRecipient, mdn.finalRecipient].flatMap(addressIn);
    const said = { accountId, messageId: mdn.originalMessageId, addresses, reportMailId: mailId };
    const changedAccounts = await transaction(this.#store.pool, (tx) =>
      noteDisposition(tx, { ...said, disposition: mdn.disposition.type }),
    );
    announceProgress(this.#store, changedAccounts);
    this.#log.info({ mail: mailId, account: accountId }, 'notification read');
  }

  async #read(filed: Waiting): Promise<void> {
    const { mailId, blobId, accountId, source, form } = filed;
    const read = form === 'report' ? readDsn : readBounceInWords;
    try {
      // Only other servers send delivery reports, never a logged-in user.
      const dsn = source === 'mx' ? await read(streamBlob(this.#store, blobId)) : undefined;
      if (dsn === undefined) return form === 'report' ? await this.#readMdn(filed) : undefined;
      const report = { ...dsn, accountId, reportMailId: mailId };
      const { deliveries, changedAccounts } = await transaction(this.#store.pool, (tx) => noteRemoteReport(tx, report));
      announceProgress(this.#store, changedAccounts);
      this.#log.info({ mail: mailId, account: accountId, deliveries }, 'report read');
    } catch (error) {
      this.#log.warn({ err: error, mail: mailId }, 'report not read');
    }
  }
}

/** Returns the address in `rfc822; user@example`. */
function addressIn(typed: string | null): string[] {
  const address = typed?.slice(typed.indexOf(';') + 1).trim();
  return address ? [address] : [];
}

/** Whether a message is a report (RFC 6522 3). */
function isReport(header: Buffer): boolean {
  const [field] = parseHeader(header, CONTENT_TYPE);
  return field !== undefined && /^multipart\/report\b/i.test(fieldValue(header, field));
}
