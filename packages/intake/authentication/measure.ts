import type { MeasuredMail } from '@postroom/feedback';
import { tagOf } from '@postroom/reports';
import type { SenderResults } from '@postroom/sender-auth';
import type { Decision } from './decide.ts';

/** How many signatures of a message a report names; those that passed come first (RFC 9990 3.1.3). */
const MAX_SIGNATURES = 5;
/** URIs are ASCII (RFC 3986 2). Other values reach nobody, and some cannot be stored. */
const RUA = /^[\x20-\x7e]{1,1000}$/;
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
  const disposition = dispositionOf(dmarc.result, action);
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
      overridden: dmarc.result === 'fail' && disposition === 'none' && dmarc.policy !== 'none' ? 'local_policy' : '',
      signatures: passed
        .filter(({ domain }) => domain !== '')
        .slice(0, MAX_SIGNATURES)
        .map(({ domain, selector, result }) => ({ domain: short(domain), selector: short(selector), result })),
      // RFC 9990 3.1: only the result for MAIL FROM.
      spfResult: reversePath === '' ? { domain: '', result: '' } : { domain: short(spf.domain), result: spf.result },
    },
  };
}

function dispositionOf(result: string, action: Decision['action']): MeasuredMail['mail']['disposition'] {
  if (result === 'pass') return 'pass';
  return action === 'refused' ? 'reject' : action === 'junk' ? 'quarantine' : 'none';
}

/** Returns a text in lower case, cut and without what jsonb cannot hold: NUL and half surrogate pairs. */
function short(text: string): string {
  return text.slice(0, MAX_NAME).replaceAll('\0', '').toWellFormed().toLowerCase();
}
