import type { Queryable } from '@postroom/database';
import { addressBlock } from '@postroom/net';
import { type Counted, Flood } from './flood.ts';
import type { NoteRefusal, Refusal } from './refusal.ts';

const EVERY_MS = 1_000;
const MINUTE_MS = 60_000;
/** How many characters of a client's text are kept. */
const MAX_TEXT = 320;

export interface RefusalOptions {
  readonly service: string;
  /** Gets the counts of floods, and failures of the database to store refusals. */
  readonly log: { info(fields: object, message: string): void; warn(fields: object, message: string): void };
  readonly minuteMs?: number;
}

export interface Refusals extends AsyncDisposable {
  readonly note: NoteRefusal;
}

interface Row extends Partial<Record<keyof Refusal, string | undefined>> {
  readonly at: string;
  readonly network: string;
  readonly count: number;
}

/**
 * Records refusals in the database once a second, in the background: no client waits for it, and what cannot be written is dropped.
 * Flood limits how many are written per minute, and trimRefusals how many are kept.
 */
export function recordRefusals(db: Queryable, { service, log, minuteMs = MINUTE_MS }: RefusalOptions): Refusals {
  const flood = new Flood();
  let waiting: Row[] = [];
  let writing = Promise.resolve();
  const second = setInterval(write, EVERY_MS).unref();
  const minute = setInterval(count, minuteMs).unref();

  function note(refusal: Refusal): boolean {
    const network = addressBlock(refusal.client);
    if (!flood.admits(network)) return false;
    waiting.push({ ...cut(refusal), at: new Date().toISOString(), network, count: 1 });
    return true;
  }

  function write(): void {
    if (waiting.length === 0) return;
    const rows = waiting;
    waiting = [];
    writing = writing
      .then(() => insert(db, service, rows))
      .catch((err: unknown) => log.warn({ err }, 'refusals could not be stored'));
  }

  function count(): void {
    for (const counted of flood.nextMinute()) {
      log.info(counted, 'too many refusals; only counted');
      waiting.push(rowOf(counted));
    }
  }

  return {
    note,
    async [Symbol.asyncDispose]() {
      clearInterval(second);
      clearInterval(minute);
      count();
      write();
      await writing;
    },
  };
}

function rowOf({ network, count }: Counted): Row {
  return { kind: 'flood', network, reply: 'more of the same', count, at: new Date().toISOString() };
}

function cut(refusal: Refusal): Partial<Record<keyof Refusal, string>> {
  const fields = Object.entries(refusal).filter(([, text]) => text !== undefined);
  return Object.fromEntries(fields.map(([name, text]) => [name, storable(String(text).slice(0, MAX_TEXT))]));
}

async function insert(db: Queryable, service: string, rows: readonly Row[]): Promise<void> {
  await db.query({
    name: 'insert-refusals',
    text: `insert into refusals (at, service, kind, network, client, helo, login, sender, recipient, mail_id, reply, count)
      select at, $2, kind, network, client, helo, login, sender, recipient, "mailId", reply, count
      from jsonb_to_recordset($1::jsonb) as r (at timestamptz, kind text, network text, client text, helo text, login text,
        sender text, recipient text, "mailId" uuid, reply text, count integer)`,
    values: [JSON.stringify(rows), service],
  });
}

/** Removes what a Postgres text cannot hold but a client may send: NUL and half surrogate pairs. */
function storable(text: string): string {
  return text.replaceAll('\0', '').toWellFormed();
}
