import type { MeasuredMail } from '@postroom/feedback';
import { tagOf } from '@postroom/reports';
import type { SenderResults } from '@postroom/sender-auth';
import type { Decision } from './decide.ts';

/** How many signatures of a message a report names; those that passed come first (RFC 9990 3.1.3). */
const MAX_SIGNATURES = 5;
/** URIs are ASCII (RFC 3986 2). Other values reach nobody, and some cannot be stored. */
const RUA = /^[\x20-\x7e]{1,1000}$/;
type Disposition = MeasuredMail['mail']['disposition'];
const STRICTNESS: readonly string[] = ['none', 'quarantine', 'reject'];

/** The most characters of a value that a stranger chose. */
const MAX_NAME = 255;

/**
 * Returns what a domain's owner is told about a message (RFC 9990 3.1). Undefined when nobody asked for reports, or the message was deferred.
 * @param action what was done with the message
 */
export function measuredMail(
  { spf, dkim, dmarc }: SenderResults,
  action: Decision['action'],
  { remoteAddress, reversePath }: { remoteAddress: string; reversePath: string },
): MeasuredMail | undefined {
  const { evaluated } = dmarc;
  const rua = evaluated ? tagOf(evaluated.record, 'rua') : '';
  if (!evaluated || !RUA.test(rua) || action === 'deferred') return undefined;
  const passed = dkim.toSorted((a, b) => Number(b.result === 'pass') - Number(a.result === 'pass'));
  const disposition = dispositionOf(dmarc, action);
  return {
    organizationalDomain: short(evaluated.organizationalDomain),
    rua,
    policy: {
      domain: short(evaluated.policyDomain),
      p: short(evaluated.p),
      sp: short(evaluated.sp),
      np: short(evaluated.np),
      adkim: evaluated.isDkimStrict ? 's' : 'r',
      aspf: evaluated.isSpfStrict ? 's' : 'r',
      isTesting: evaluated.isTesting,
    },
    mail: {
      source: remoteAddress,
      disposition,
      dkim: evaluated.dkim,
      spf: evaluated.spf,
      headerFrom: short(dmarc.domain),
      envelopeFrom: short(reversePath.slice(reversePath.lastIndexOf('@') + 1)),
      overridden: dmarc.result === 'fail' ? overrideOf(dmarc, disposition) : '',
      signatures: passed
        .filter(({ domain, selector }) => domain !== '' && selector !== '')
        .slice(0, MAX_SIGNATURES)
        .map(({ domain, selector, result }) => ({ domain: short(domain), selector: short(selector), result })),
      // RFC 9990 3.1: only the result for MAIL FROM.
      spfResult: reversePath === '' ? { domain: '', result: '' } : { domain: short(spf.domain), result: spf.result },
    },
  };
}

/** RFC 9990 3.1.1.8: `pass` is for mail whose domain asks for something else otherwise. */
function dispositionOf({ result, policy }: SenderResults['dmarc'], action: Decision['action']): Disposition {
  if (result === 'pass') return policy === 'none' ? 'none' : 'pass';
  return action === 'refused' ? 'reject' : action === 'junk' ? 'quarantine' : 'none';
}

/** Returns why mail that failed was not treated as the published policy says (RFC 9990 3.1.6); '' if it was. */
function overrideOf({ policy, evaluated }: SenderResults['dmarc'], disposition: Disposition): string {
  const isStricter = STRICTNESS.indexOf(disposition) > STRICTNESS.indexOf(policy);
  if (disposition !== policy) return isStricter ? 'other' : 'local_policy';
  const asksForMore = [evaluated?.p, evaluated?.sp, evaluated?.np].some((wish) => STRICTNESS.indexOf(wish ?? '') > 0);
  return evaluated?.isTesting && asksForMore ? 'policy_test_mode' : '';
}

/** Returns a text in lower case, cut and without what jsonb cannot hold: NUL and half surrogate pairs. */
function short(text: string): string {
  return text.slice(0, MAX_NAME).replaceAll('\0', '').toWellFormed().toLowerCase();
}
