import { claimRemote, type RemoteDelivery, releaseClaims } from '@postroom/transit';
import { isTooLate, TOO_LATE } from '../outcomes/deadline.ts';
import type { AttemptTimes, Outcome, Settled } from '../outcomes/outcome.ts';
import { openMessage, type StoredMessage } from '../reports/stored-message.ts';
import { traceAttempt } from './attempt-trace.ts';
import type { RemoteContext } from './context.ts';
import { Forms, type FormsOptions } from './forms.ts';
import { holdClaims, takeSlot } from './lease.ts';
import { Unreachable } from './line.ts';
import { persist } from './persist.ts';
import { ProtocolLines } from './protocol-lines.ts';
import { RouteFailure } from './route/failure.ts';
import { unroutable } from './route/unroutable.ts';
import { sendMessage } from './send.ts';
import { settle } from './settle.ts';
import { type Destination, Ways } from './ways.ts';

/** Deliveries claimed at once. */
const CLAIM = 100;
/** From so many on there is work for another connection: where several senders wait, a claim need not be full. */
const PLENTY = CLAIM / 4;

/** Our own trouble with one mail; the others go on. */
const INTERNAL: Outcome = {
  result: 'temporary',
  status: '4.3.0',
  host: '',
  reply: 'internal error',
  fromServer: false,
  dsn: false,
};

/** One job's work at one destination, shared by its connections (workers). */
export class DestinationWork {
  readonly #context: RemoteContext;
  readonly #destination: Destination;
  /** There is no way to the destination: all that is due for it fails alike, without being tried one by one. */
  readonly #verdict: Outcome | undefined;
  /** The usual way leads nowhere: so does all that would go there. */
  #usualVerdict: Outcome | undefined;
  /** The last mail on the usual way was lost with its connection, which says nothing yet of the next. */
  #lostOne = false;
  readonly #workers: Promise<void>[] = [];
  #live = 0;
  /** A worker ended without what it had claimed, and the others may have ended before they saw it. */
  #leftBehind = false;

  constructor(context: RemoteContext, destination: Destination, verdict?: Outcome) {
    this.#context = context;
    this.#destination = destination;
    this.#verdict = verdict;
  }

  /** Ends when nothing is due any more, or when the service stops. Rejects when the database or Redis is away. */
  async run(): Promise<void> {
    const errors: unknown[] = [];
    do {
      this.#leftBehind = false;
      this.#workers.push(this.#worker());
      // A worker may start others, so the list grows while it is read.
      for (const worker of this.#workers) await worker.catch((error: unknown) => errors.push(error));
    } while (this.#leftBehind && errors.length === 0);
    if (errors.length > 0) throw errors[0];
  }

  async #worker(): Promise<void> {
    await using slot = await takeSlot(this.#context, this.#destination.name);
    if (slot === null) return;
    const lines = new ProtocolLines();
    await using ways = new Ways(this.#context, this.#destination, lines.log);
    this.#live++;
    try {
      while (await this.#round(ways, lines));
    } finally {
      this.#live--;
    }
  }

  /** Claims and attempts once; true when there may be more for this worker. */
  async #round(ways: Ways, lines: ProtocolLines): Promise<boolean> {
    const { pool, settings, stopping } = this.#context;
    if (stopping.aborted) return false;
    const rows = await claimRemote(pool, this.#destination.name, { limit: CLAIM, leaseMs: settings.leaseMs });
    const more = rows.length >= PLENTY && this.#workers.length < settings.connectionsPerDestination;
    if (more) this.#workers.push(this.#worker());
    const open = new Set(rows.map(({ id }) => id));
    {
      using _claims = holdClaims(this.#context, open);
      for (const mail of Map.groupBy(rows, ({ mailId }) => mailId).values()) {
        if (stopping.aborted) break;
        const settled = await this.#attempt(ways, lines, mail);
        for (const { row } of settled) open.delete(row.id);
        if (settled.length < mail.length) {
          this.#leftBehind = true;
          break;
        }
      }
    }
    if (open.size > 0) await releaseClaims(pool, [...open]);
    return rows.length > 0 && open.size === 0;
  }

  /** One attempt at one mail. Returns what is settled: everything, or less when this worker leaves it to the others. */
  async #attempt(ways: Ways, lines: ProtocolLines, mail: readonly RemoteDelivery[]): Promise<readonly Settled[]> {
    const settled: Settled[] = [];
    const attemptedAt = new Date();
    const ended = traceAttempt(this.#context.tracer, () => ways.reached, mail);
    const opened: { message?: Promise<StoredMessage> } = {};
    const open = () => {
      opened.message ??= openMessage(this.#context.store, mail[0]?.blobId ?? '', mail[0]?.forwardedBy);
      return opened.message;
    };
    const [first] = mail;
    const tooLate = first && isTooLate(first, new Date()) ? TOO_LATE : undefined;
    const rest = tooLate ?? this.#verdict ?? (await this.#send(ways, mail, { open, log: lines.log }, settled));
    if (rest) {
      const known = new Set(settled.map(({ row }) => row.id));
      const times = { attemptedAt, answeredAt: new Date() };
      for (const row of mail) if (!known.has(row.id)) settled.push({ row, outcome: rest, times });
    }
    ended(settled);
    if (settled.length > 0) {
      const attempt = { destination: this.#destination.name, settled, open, lines: lines.take() };
      await persist(this.#context, mail[0]?.mailId, () => settle(this.#context, attempt));
    }
    return settled;
  }

  /** Sends, and says what is to be said of the recipients that have no outcome by then. */
  async #send(
    ways: Ways,
    mail: readonly RemoteDelivery[],
    parts: Pick<FormsOptions, 'open' | 'log'>,
    settled: Settled[],
  ): Promise<Outcome | undefined> {
    const [first] = mail;
    if (first === undefined) return undefined;
    const report = (row: RemoteDelivery, outcome: Outcome, times: AttemptTimes) =>
      void settled.push({ row, outcome, times });
    let isUsual = false;
    try {
      const line = await ways.for(first, parts.open);
      isUsual = line === ways.usual;
      if (isUsual && this.#usualVerdict) return this.#usualVerdict;
      const { settings, successToStrangers, reversePathOf, signer } = this.#context;
      const { recipientsPerMessage } = settings;
      const reversePath = await reversePathOf(first);
      const forms = new Forms(first, { ...parts, signer });
      await sendMessage(
        line,
        (extensions) => forms.for(extensions),
        mail,
        { recipientsPerMessage, successToStrangers, reversePath },
        report,
      );
      if (isUsual) this.#lostOne = false;
      return undefined;
    } catch (error) {
      if (error instanceof RouteFailure) return unroutable(error);
      if (!(error instanceof Unreachable)) {
        this.#context.log.error({ err: error, mail: first.mailId }, 'remote delivery');
        return INTERNAL;
      }
      // What is not secure enough for one mail may be for others.
      if (!isUsual) return error.outcome;
      if (error.concerns === 'mail') {
        ways.usual.forgive();
        return error.outcome;
      }
      // Some servers only limit how many connections we may have. The last worker that fails speaks for all.
      if (this.#live > 1) return undefined;
      if (error.concerns === 'mail-or-all' && !this.#lostOne) {
        this.#lostOne = true;
        ways.usual.forgive();
        return error.outcome;
      }
      this.#usualVerdict = error.outcome;
      return error.outcome;
    }
  }
}
