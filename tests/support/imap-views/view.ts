import type { MailboxFacts } from './facts.ts';
import { type Value, words } from './values.ts';

/** A message as one client knows it. */
export interface SeenMessage {
  uid?: number;
  flags?: ReadonlySet<string>;
  modseq?: number;
  /** The flags that came in response to the present command. */
  answered?: ReadonlySet<string>[];
}

/** What a session's client knows of the selected mailbox. Every response is checked against all earlier ones. */
export class MailboxView {
  readonly messages: SeenMessage[] = [];
  readonly session: number;
  readonly readOnly: boolean;
  recent = 0;
  /** False during a command that uses sequence numbers, in which no EXPUNGE may come (RFC 3501 7.4.1). */
  mayExpunge = true;
  readonly #facts: MailboxFacts;
  #keywords: ReadonlySet<string> = new Set();

  constructor(facts: MailboxFacts, session: number, readOnly: boolean) {
    this.#facts = facts;
    this.session = session;
    this.readOnly = readOnly;
  }

  /** Takes in a response without its `* `. */
  hear(values: readonly Value[]): void {
    const [first, second, third] = values;
    const number = Number(first);
    const name = String(Number.isNaN(number) ? first : second).toUpperCase();
    if (name === 'EXISTS') this.#exists(number);
    else if (name === 'RECENT') this.recent = this.#within(number, 0);
    else if (name === 'EXPUNGE') this.#expunge(this.#within(number));
    else if (name === 'FETCH') this.#fetch(this.#within(number), third);
    else if (name === 'FLAGS') this.#keywords = new Set(words(second).map((flag) => flag.toLowerCase()));
    else if (name === 'SEARCH' || name === 'SORT') for (const each of values.slice(1)) this.#found(each);
  }

  /** Forgets the flags that came in response to the last command. */
  forget(): void {
    for (const message of this.messages) delete message.answered;
  }

  #exists(count: number): void {
    if (count < this.messages.length) throw new Error(`${count} EXISTS, and ${this.messages.length} were known`);
    while (this.messages.length < count) this.messages.push({});
  }

  #expunge(number: number): void {
    if (!this.mayExpunge) throw new Error(`${number} EXPUNGE while the client counts`);
    const [gone] = this.messages.splice(number - 1, 1);
    if (gone?.uid !== undefined) this.#facts.noteExpunged(gone.uid);
  }

  #fetch(number: number, items: Value | undefined): void {
    const message = this.messages[number - 1] as SeenMessage;
    if (!Array.isArray(items) || items.length % 2 !== 0) throw new Error(`FETCH of ${JSON.stringify(items)}`);
    const told = new Map<string, Value>();
    for (let at = 0; at < items.length; at += 2) told.set(String(items[at]).toUpperCase(), items[at + 1]);
    const uid = told.get('UID');
    if (uid !== undefined) this.#uid(number, message, Number(uid));
    for (const [name, value] of told) {
      if (name === 'FLAGS') this.#flags(message, words(value));
      else if (name === 'MODSEQ') this.#modseq(message, Number(words(value)[0]));
      else if (name !== 'UID' && message.uid !== undefined) this.#facts.note(message.uid, name, JSON.stringify(value));
    }
  }

  #uid(number: number, message: SeenMessage, uid: number): void {
    if (message.uid === uid) return;
    if (message.uid !== undefined) throw new Error(`message ${number} was uid ${message.uid} and is ${uid}`);
    const before = this.messages.slice(0, number - 1).findLast((each) => each.uid !== undefined)?.uid ?? 0;
    const after = this.messages.slice(number).find((each) => each.uid !== undefined)?.uid ?? Infinity;
    if (uid <= before || uid >= after)
      throw new Error(`message ${number} has uid ${uid} between ${before} and ${after}`);
    message.uid = uid;
  }

  #flags(message: SeenMessage, told: readonly string[]): void {
    const flags = new Set(told.map((flag) => flag.toLowerCase()));
    for (const flag of flags) {
      if (flag !== '\\recent' && !this.#keywords.has(flag)) throw new Error(`${flag} is not among FLAGS`);
    }
    if (flags.delete('\\recent') && message.uid !== undefined && !this.readOnly) {
      this.#facts.noteRecent(message.uid, this.session);
    }
    message.flags = flags;
    message.answered = [...(message.answered ?? []), flags];
  }

  #modseq(message: SeenMessage, modseq: number): void {
    if (modseq < (message.modseq ?? 1)) throw new Error(`the mod-sequence went from ${message.modseq} to ${modseq}`);
    message.modseq = modseq;
  }

  /** Checks that a number of a search result is positive. */
  #found(value: Value): void {
    if (Array.isArray(value)) return;
    if (!(Number(value) > 0)) throw new Error(`found ${JSON.stringify(value)}`);
  }

  #within(number: number, least = 1): number {
    if (number >= least && number <= this.messages.length) return number;
    throw new Error(`${number} of ${this.messages.length} messages`);
  }
}
