import { Breath } from '@postroom/mailbox';
import type { SelectedMailbox } from '../session/selected-mailbox.ts';
import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import { FLAGS } from './entry-items.ts';
import { writeItems } from './flag-items.ts';
import type { EntryItem } from './item.ts';
import type { FetchPlan } from './plan.ts';
import { writeSection } from './sections.ts';
import { markSeen } from './seen.ts';
import type { Source } from './source.ts';
import { readSources } from './sources.ts';

/**
 * Sends FETCH responses (RFC 3501 7.4.2) with the planned items of these messages. Returns how many of the messages still existed.
 * `companions` are sent with flags that were not requested.
 */
export async function sendMessages(
  session: Session,
  uids: Uint32Array,
  plan: FetchPlan,
  companions: readonly EntryItem[],
): Promise<number> {
  const { mailbox } = selectedIn(session);
  const marks = plan.setsSeen && !mailbox.readOnly && mailbox.rights.has('s');
  const writer = new MessageWriter(session, mailbox, plan, companions);
  let sent = 0;
  for await (const sources of readSources(session, uids, plan)) {
    if (session.connection.closed) break;
    const seen = marks ? await markSeen(session, sources) : NONE;
    for (const source of sources) {
      if (plan.showsFlags) mailbox.keywords.sendNew(session.output, source.keywords, sources);
      // Even an empty await costs a turn of the event loop, so we await only a promise.
      const waiting = writer.write(source, seen.has(source.uid)) ?? session.output.flushLarge();
      if (waiting) await waiting;
    }
    sent += sources.length;
  }
  return sent;
}

const NONE: ReadonlySet<number> = new Set();

class MessageWriter {
  readonly #session: Session;
  readonly #mailbox: SelectedMailbox;
  readonly #plan: FetchPlan;
  /** The items that tell that \Seen was set. */
  readonly #marks: readonly EntryItem[];
  readonly #breath = new Breath();

  constructor(session: Session, mailbox: SelectedMailbox, plan: FetchPlan, companions: readonly EntryItem[]) {
    this.#session = session;
    this.#mailbox = mailbox;
    this.#plan = plan;
    this.#marks = [FLAGS, ...companions.filter((item) => !plan.items.includes(item))];
  }

  /** Writes one response; returns a promise only if it has to wait. */
  write(source: Source, isMarked: boolean): Promise<void> | undefined {
    const { output } = this.#session;
    output.begin().text(`* ${this.#mailbox.uids.sequenceOf(source.uid)} FETCH (`);
    if (isMarked && !this.#plan.items.includes(FLAGS)) {
      writeItems(output, source, this.#mailbox, this.#marks);
      output.text(' ');
    }
    return this.#writeItems(source, 0);
  }

  /** Writes the items from an index on; after an item that has to wait, it continues by itself. */
  #writeItems(source: Source, from: number): Promise<void> | undefined {
    const { output } = this.#session;
    const { items } = this.#plan;
    for (let index = from; index < items.length; index += 1) {
      if (index > 0) output.text(' ');
      const waiting = this.#writeItem(source, index);
      if (waiting) return waiting.then(() => this.#writeItems(source, index + 1));
    }
    output.text(')\r\n').end();
    return undefined;
  }

  #writeItem(source: Source, index: number): Promise<void> | undefined {
    const item = this.#plan.items[index];
    if (item === undefined) return undefined;
    const { output } = this.#session;
    if ('write' in item) {
      item.write(output, source, this.#mailbox);
      return undefined;
    }
    const reading = writeSection(this.#session, item.section, source, this.#plan.items.length);
    return reading ? reading.then(() => this.#pause(source)) : this.#pause(source);
  }

  #pause({ header }: Source): Promise<void> | undefined {
    return this.#session.output.flushLarge() ?? this.#breath.after(header?.length ?? 0);
  }
}
