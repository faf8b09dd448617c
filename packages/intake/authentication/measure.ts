import type { MeasuredMail } from '@postroom/feedback';
import { tagOf } from '@postroom/reports';
import type { SenderResults } from '@postroom/sender-auth';
import type { Decision } from './decide.ts';

/** Signatures of a mail that a report names; those that passed first (RFC 9990 3.1.3). */
const MAX_SIGNATURES = 5;
/** RFC 3986 2: addresses are ASCII; others are nobody's, and some cannot be stored. */
const RUA = /^[\x20-\x7e]{1,1000}$/;
/** Characters of what a stranger chose. */
const MAX_NAME = 255;

/**
 * What the owner of a domain is told of a mail (RFC 9990 3.1). Undefined where nobody asked, or nothing is certain.
 * @param action what was done about it by DMARC
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
      // RFC 9990 3.1: of MAIL FROM alone.
      spfResult: reversePath === '' ? { domain: '', result: '' } : { domain: short(spf.domain), result: spf.result },
    },
  };
}

function dispositionOf(result: string, action: Decision['action']): MeasuredMail['mail']['disposition'] {
  if (result === 'pass') return 'pass';
  return action === 'refused' ? 'reject' : action === 'junk' ? 'quarantine' : 'none';
}

/** As it can be stored: jsonb holds neither NUL nor halves of characters. */
function short(text: string): string {
  return text.slice(0, MAX_NAME).replaceAll('\0', '').toWellFormed().toLowerCase();
}
