import type { Answer, RecordOf, RecordType, TemporaryReason } from './answer.ts';
import { normaliseName } from './names.ts';
import { readRecord } from './records.ts';
import type { Question } from './transport/ask-server.ts';
import { RCODES, type Response, TYPE_CODES } from './wire/index.ts';

/** A response, and whether its AD bit can be trusted. */
export interface Told {
  readonly response: Response;
  readonly isTrusted: boolean;
}

export type Ask = (question: Question) => Promise<Told | TemporaryReason>;

/** An answer with its time to live; undefined when it gives none. */
export interface Held<T> {
  readonly answer: Answer<T>;
  readonly ttlSeconds?: number | undefined;
}

const MAX_ALIASES = 8;

/**
 * Looks up one name: follows the aliases (CNAME, RFC 1034 3.6.2) in the answer, and asks again where the server did not follow
 * them. The number of steps is limited, and circles are refused.
 */
export async function lookUp<T extends RecordType>(type: T, name: string, ask: Ask): Promise<Held<RecordOf[T]>> {
  const seen = new Set([name]);
  let isAuthentic = true;
  let ttlSeconds = Number.POSITIVE_INFINITY;
  for (let asked = name; ; ) {
    const reply = await ask({ type, name: asked });
    if (typeof reply === 'string') return failure(reply);
    const { response } = reply;
    isAuthentic &&= reply.isTrusted && response.isAuthentic;
    let at = asked;
    while (type !== 'CNAME') {
      const alias = response.answers.find((record) => record.type === TYPE_CODES.CNAME && record.name === at);
      if (alias === undefined) break;
      const target = readRecord('CNAME', alias.data) ?? '';
      if (seen.has(target) || seen.size > MAX_ALIASES) return failure('alias-chain');
      seen.add(target);
      ttlSeconds = Math.min(ttlSeconds, alias.ttlSeconds);
      at = target;
    }
    if (response.rcode === RCODES.NXDOMAIN) {
      return missing('no-such-name', isAuthentic, response, ttlSeconds);
    }
    const found = response.answers.filter((record) => record.type === TYPE_CODES[type] && record.name === at);
    if (found.length > 0) {
      const records = found.map(({ data }) => readRecord(type, data)).filter((record) => record !== undefined);
      if (records.length < found.length) return failure('malformed');
      const shortest = Math.min(ttlSeconds, ...found.map((record) => record.ttlSeconds));
      return { answer: { kind: 'found', records, name: at, isAuthentic }, ttlSeconds: shortest };
    }
    const isWhole = at === asked || response.negativeSeconds !== undefined;
    if (isWhole) return missing('no-such-records', isAuthentic, response, ttlSeconds);
    if (normaliseName(at) === undefined) return failure('malformed');
    asked = at;
  }
}

function failure(reason: TemporaryReason): { answer: Answer<never> } {
  return { answer: { kind: 'temporary-failure', reason } };
}

function missing(
  kind: 'no-such-name' | 'no-such-records',
  isAuthentic: boolean,
  { negativeSeconds }: Response,
  aliasSeconds: number,
): Held<never> {
  const ttlSeconds = negativeSeconds === undefined ? undefined : Math.min(negativeSeconds, aliasSeconds);
  return { answer: { kind, isAuthentic }, ttlSeconds };
}
