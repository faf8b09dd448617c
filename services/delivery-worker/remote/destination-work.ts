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

/** The deliveries claimed at once. */
const CLAIM = 100;
/** A claim with this many deliveries justifies another connection; it need not be full, because other senders may have claimed, too. */
const PLENTY = CLAIM / 4;

/** The outcome for an error of ours with one mail; the other mails go on. */
const INTERNAL: Outcome = {
  result: 'temporary',
  status: '4.3.0',
  host: '',
  reply: 'internal error',
  fromServer: false,
  dsn: false,
};

/** The work of one job at one destination, shared by its workers, each of which has a connection. */
export class DestinationWork {
  readonly #context: RemoteContext;
  readonly #destination: Destination;
  /** The outcome of all due deliveries when the destination has no route; none of them is tried. */
  readonly #verdict: Outcome | undefined;
  /** The outcome of all mail on the usual way, once no server there can be reached. */
  #usualVerdict: Outcome | undefined;
  /** Whether the last mail on the usual way failed because its connection was lost, which need not happen to the next. */
  #lostOne = false;
  readonly #workers: Promise<void>[] = [];
  #live = 0;
  /** Whether a worker ended without settling all its claims; the other workers may have ended before they could see these. */
  #leftBehind = false;

  constructor(context: RemoteContext, destination: Destination, verdict?: Outcome) {
    this.#context = context;
    this.#destination = destination;
    this.#verdict = verdict;
  }

  /** Runs until nothing is due any more or the service stops. Rejects when the database or Redis is away. */
  async run(): Promise<void> {
    const errors: unknown[] = [];
    do {
      this.#leftBehind = false;
      this.#workers.push(this.#worker());
      // A worker may start others, so the list may grow during the loop.
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

  /** Claims deliveries and attempts them once. Returns whether there may be more for this worker. */
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

  /** Makes one attempt at one mail. Returns what is settled: all recipients, or fewer when this worker leaves the rest to others. */
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

  /** Sends the mail. Returns the outcome for all recipients that have none yet, if there are any. */
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
      // On the other ways, a server that is not secure enough for this mail may be so for others.
      if (!isUsual) return error.outcome;
      if (error.concerns === 'mail') {
        ways.usual.forgive();
        return error.outcome;
      }
      // Some servers only limit our number of connections, so the failure counts for all mail only in the last worker.
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
