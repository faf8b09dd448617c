import type { Answer, DnsResolver } from '@postroom/dns';
import { LIMITS } from './limits.ts';

/** How the library asks DNS: as `resolve` of Node's dns.promises, with its error codes. */
export type Resolve = (name: string, type: string) => Promise<unknown[]>;

/** DNS as the library asks it, for one step of one message. */
export interface LookUp extends Disposable {
  readonly resolve: Resolve;
  /** What is known to be in the TXT records of a name; nothing where it cannot be asked. Most names have none, which is no error here. */
  texts(name: string): Promise<readonly string[]>;
}

export interface LookUpOptions {
  /** For all of them together. */
  readonly withinMs: number;
  /** The address of the client: the only one whose names are asked for (RFC 7208 5.5). */
  readonly client: string;
}

/** A failed look-up with the code that Node's resolver would give. */
class LookUpError extends Error {
  readonly code: string;

  constructor(code: string, question: string) {
    // Where it was thrown is always here, and takes longer to write down than the answer to find.
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
  'not-a-name': 'EBADNAME',
} as const;

/**
 * Look-ups of one step of one message: so many, and so long together, and what comes later is a temporary failure. Nothing
 * that could not be asked becomes "no such name".
 */
export function lookUpFor(resolver: DnsResolver, { withinMs, client }: LookUpOptions): LookUp {
  const late = Promise.withResolvers<never>();
  late.promise.catch(() => {});
  const timer = setTimeout(() => late.reject(new LookUpError('ETIMEOUT', 'all that was left')), withinMs);
  let asked = 0;
  const answerTo = (name: string, type: string): Promise<Answer<unknown>> => {
    if (++asked > LIMITS.lookUps) throw new LookUpError('EBUSY', `${type} ${name}`);
    return Promise.race([ask(resolver, name, type, client), late.promise]);
  };
  return {
    async resolve(name, type) {
      const question = `${type} ${name}`;
      const answer = await answerTo(name, type);
      if (answer.kind === 'found') return [...answer.records];
      if (answer.kind !== 'temporary-failure') throw new LookUpError(codeOf(name, answer.kind), question);
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

function codeOf(name: string, kind: keyof typeof UNKNOWN): string {
  // A signature whose d= or s= is no name has no key, for good.
  return kind === 'not-a-name' && isKey(name) ? UNKNOWN['no-such-name'] : UNKNOWN[kind];
}

function isKey(name: string): boolean {
  return name.includes('._domainkey.');
}

/** Text that is longer than any of its kind is not read. */
function textOf(name: string, text: string): string[] {
  if (isKey(name) && text.length > LIMITS.keyRecordBytes) throw new LookUpError('EINVALIDVAL', name);
  if (text.length > LIMITS.textBytes) throw new LookUpError('EBADRESP', name);
  return [text];
}

async function ask(resolver: DnsResolver, name: string, type: string, client: string): Promise<Answer<unknown>> {
  switch (type) {
    case 'A':
      return shaped(await resolver.a(name), (address) => address);
    case 'AAAA':
      return shaped(await resolver.aaaa(name), (address) => address);
    case 'CNAME':
      return shaped(await resolver.cname(name), (target) => target);
    case 'MX':
      return shaped(await resolver.mx(name), ({ preference, host }) => ({ priority: preference, exchange: host }));
    case 'TXT':
      return shaped(await resolver.txt(name), (text) => textOf(name, text));
    case 'PTR':
      return shaped(await resolver.ptr(client), (host) => host);
    default:
      throw new LookUpError('ENOTIMP', `${type} ${name}`);
  }
}

function shaped<T>(answer: Answer<T>, shape: (record: T) => unknown) {
  return answer.kind === 'found' ? { ...answer, records: answer.records.map(shape) } : answer;
}
