import type { Answer, DnsResolver, MxRecord } from '@postroom/dns';
import { LIMITS } from './limits.ts';

/** Asks DNS for the library, in the form of `resolve` in Node's dns.promises, with its error codes. */
export type Resolve = (name: string, type: string) => Promise<unknown[]>;

/** A question and its answer: the same answer object for as long as the resolver caches it. */
export interface Asked {
  readonly name: string;
  readonly type: string;
  readonly answer: Answer<unknown>;
}

/** DNS for one step of one message, as the library asks it. */
export interface LookUp extends Disposable {
  readonly resolve: Resolve;
  /** Returns the TXT records of a name; [] where it has none or DNS does not answer. Most names have none, which is no error here. */
  texts(name: string): Promise<readonly string[]>;
  /** All questions and answers so far; undefined if any had no answer. */
  readonly asked: readonly Asked[] | undefined;
  /** Returns whether DNS still gives these very answers. */
  stands(asked: readonly Asked[]): Promise<boolean>;
}

export interface LookUpOptions {
  /** The time for all look-ups together. */
  readonly withinMs: number;
  /** The address of the client, the only one whose names are looked up (RFC 7208 5.5). */
  readonly client: string;
}

/** A failed look-up with the code that Node's resolver would give. */
class LookUpError extends Error {
  readonly code: string;

  constructor(code: string, question: string) {
    // A stack trace would always show this place, and takes longer than the look-up.
    const { stackTraceLimit } = Error;
    Error.stackTraceLimit = 0;
    super(`${code} for ${question}`);
    Error.stackTraceLimit = stackTraceLimit;
    this.code = code;
  }
}

const UNKNOWN = {
  'no-such-name': 'ENOTFOUND',
  'no-such-records': 'ENODATA',
  // Such a name cannot exist, even if an SPF macro or a signature produces it.
  'not-a-name': 'ENOTFOUND',
} as const;

/**
 * Returns the look-ups of one step of one message, with a limit in number and total time; those beyond it fail temporarily. A question
 * without an answer never becomes "no such name".
 */
export function lookUpFor(resolver: DnsResolver, { withinMs, client }: LookUpOptions): LookUp {
  let late: Promise<never> | undefined;
  let timer: NodeJS.Timeout | undefined;
  let count = 0;
  let asked: Asked[] | undefined = [];
  const inTime = <T>(answer: Promise<T>): Promise<T> => {
    if (!late) {
      const { promise, reject } = Promise.withResolvers<never>();
      promise.catch(() => {});
      timer = setTimeout(() => reject(new LookUpError('ETIMEOUT', 'all that was left')), withinMs);
      late = promise;
    }
    return Promise.race([answer, late]);
  };
  const ask = (name: string, type: string): Promise<Answer<unknown>> => {
    if (++count > LIMITS.lookUps) throw new LookUpError('EBUSY', `${type} ${name}`);
    return recordsOf(resolver, name, type, client);
  };
  const answerTo = async (name: string, type: string): Promise<Answer<unknown>> => {
    try {
      const answer = await inTime(ask(name, type));
      if (answer.kind === 'temporary-failure') asked = undefined;
      asked?.push({ name, type, answer });
      return shaped(answer, name, type);
    } catch (error) {
      asked = undefined;
      throw error;
    }
  };
  return {
    get asked() {
      return asked;
    },
    async stands(before) {
      try {
        const now = await inTime(Promise.all(before.map(({ name, type }) => ask(name, type))));
        return before.every(({ answer }, at) => answer === now[at]);
      } catch {
        return false;
      }
    },
    async resolve(name, type) {
      const question = `${type} ${name}`;
      const answer = await answerTo(name, type);
      if (answer.kind === 'found') return [...answer.records];
      if (answer.kind !== 'temporary-failure') throw new LookUpError(UNKNOWN[answer.kind], question);
      throw new LookUpError(answer.reason === 'time-out' ? 'ETIMEOUT' : 'ESERVFAIL', question);
    },
    async texts(name) {
      try {
        const answer = await answerTo(name, 'TXT');
        return answer.kind === 'found' ? (answer.records as string[][]).flat() : [];
      } catch {
        return [];
      }
    },
    [Symbol.dispose]: () => clearTimeout(timer),
  };
}

function isKey(name: string): boolean {
  return name.includes('._domainkey.');
}

/** Rejects text that is longer than any record of its kind. */
function textOf(name: string, text: string): string[] {
  if (isKey(name) && text.length > LIMITS.keyRecordBytes) throw new LookUpError('EINVALIDVAL', name);
  if (text.length > LIMITS.textBytes) throw new LookUpError('EBADRESP', name);
  return [text];
}

async function recordsOf(resolver: DnsResolver, name: string, type: string, client: string): Promise<Answer<unknown>> {
  switch (type) {
    case 'A':
      return resolver.a(name);
    case 'AAAA':
      return resolver.aaaa(name);
    case 'CNAME':
      return resolver.cname(name);
    case 'MX':
      return resolver.mx(name);
    case 'TXT':
      return resolver.txt(name);
    case 'PTR':
      return resolver.ptr(client);
    default:
      throw new LookUpError('ENOTIMP', `${type} ${name}`);
  }
}

/** Converts records to the form that the library expects. */
function shaped(answer: Answer<unknown>, name: string, type: string): Answer<unknown> {
  if (answer.kind !== 'found') return answer;
  if (type === 'TXT') return { ...answer, records: answer.records.map((text) => textOf(name, text as string)) };
  if (type !== 'MX') return answer;
  const records = answer.records as MxRecord[];
  return { ...answer, records: records.map(({ preference, host }) => ({ priority: preference, exchange: host })) };
}
