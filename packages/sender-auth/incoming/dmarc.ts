import { type DmarcResponse, evaluateDmarc } from 'mailauth/lib/dmarc/index.js';
import type { Authors } from './authors.ts';
import type { LookUp, Resolve } from './look-up.ts';
import { Remembered } from './remembered.ts';
import type { DkimResult, DmarcResult, EvaluatedDmarc, Result, SpfResult } from './results.ts';
import { said } from './row.ts';

interface Evidence {
  readonly authors: Authors;
  readonly spf: SpfResult;
  readonly dkim: readonly DkimResult[];
}

/** Evaluations, keyed by the author's domain and the domains that authenticated the message. */
const evaluated = new Remembered<DmarcResult>(({ result }) => result !== 'temperror');

/**
 * Checks whether the author's domain authenticates the message, and which policy its owner asks for otherwise (RFC 9989, with its tree walk,
 * np and t). A message that could have passed, had DNS answered, gets a temporary error instead of a failure.
 */
export function checkDmarc(evidence: Evidence, lookUp: LookUp): Promise<DmarcResult> {
  const { authors, spf, dkim } = evidence;
  const [bySpf, byDkim] = [[spf], dkim].map((found) =>
    found.flatMap(({ domain, result }) => (['pass', 'temperror'].includes(result) ? [[domain, result]] : [])),
  );
  const key = JSON.stringify([authors, bySpf, byDkim]);
  return evaluated.of(key, lookUp, () => judge(evidence, lookUp));
}

async function judge(evidence: Evidence, lookUp: LookUp): Promise<DmarcResult> {
  const { response, reason } = await evaluate(evidence, ['pass'], lookUp);
  if (!response) {
    const status = { result: 'permerror', comment: reason ?? 'no author domain' };
    return { ...said('dmarc', status), domain: '', policy: 'none', reason: reason ?? 'no-author-domain' };
  }
  const { status, policy = 'none' } = response;
  const domain = String(status.header?.from ?? '');
  if (status.result === 'fail' && (await mightHavePassed(evidence, lookUp))) {
    const unknown = { ...status, result: 'temperror', comment: 'a look-up failed' };
    return { ...said('dmarc', unknown), domain, policy };
  }
  const detail = evaluatedOf(response);
  return { ...said('dmarc', status), domain, policy, ...(detail && { evaluated: detail }) };
}

/** Returns undefined when there is no record, or the result is neither pass nor fail. */
function evaluatedOf({ status, alignment, rr, policyDomain, ...response }: DmarcResponse): EvaluatedDmarc | undefined {
  if (!alignment || !rr || !policyDomain || (status.result !== 'pass' && status.result !== 'fail')) return undefined;
  const { dkim, spf } = alignment;
  return {
    policyDomain,
    organizationalDomain: response.domain ?? policyDomain,
    record: rr,
    p: response.p ?? '',
    sp: response.sp ?? '',
    np: response.np ?? '',
    isTesting: response.testMode ?? false,
    isDkimStrict: dkim.strict,
    isSpfStrict: spf.strict,
    dkim: dkim.result ? 'pass' : 'fail',
    spf: spf.result ? 'pass' : 'fail',
  };
}

async function mightHavePassed(evidence: Evidence, lookUp: LookUp): Promise<boolean> {
  const { spf, dkim } = evidence;
  if (![spf, ...dkim].some(({ result }) => result === 'temperror')) return false;
  const { response } = await evaluate(evidence, ['pass', 'temperror'], lookUp);
  return response !== false && response.status.result !== 'fail';
}

function evaluate({ authors, spf, dkim }: Evidence, good: readonly Result[], lookUp: LookUp) {
  const counts = ({ result }: { result: Result }): boolean => good.includes(result);
  return evaluateDmarc({
    headerFrom: authors.hosts.map((host) => `author@${host}`),
    fromFields: authors.fields,
    spfDomains: [spf].filter(counts).map(({ domain }) => domain),
    dkimDomains: dkim.filter(counts).map(({ domain }) => ({ domain })),
    resolver: asWritten(lookUp.resolve),
    strict: true,
  });
}

/** Drops records with a leading blank: a record begins with its version (RFC 9989 4.8); any other text is no record (4.10). */
function asWritten(resolve: Resolve): Resolve {
  return async (name, type) => {
    const records = await resolve(name, type);
    return type === 'TXT' ? records.filter((record) => !/^\s/.test(String(record))) : records;
  };
}
