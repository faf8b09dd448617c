import { normaliseDomain } from '@postroom/smtp';
import type { Check } from '../check.ts';
import { REASONS } from '../reasons.ts';
import { orUnknown } from '../unknown.ts';

/** RFC 5321 5.1, RFC 7505 4.2: the domain of the reverse-path must be able to receive a report of non-delivery (5.7.27, else 5.1.8). */
export const senderDomain: Check = {
  name: 'sender-domain',
  stage: 'envelope',
  about: 'the domain of the reverse-path takes no mail: DNS has neither MX nor address for it, or a null MX',
  rule: '4',
  async run({ reversePath }, { resolver }) {
    const domain = normaliseDomain(reversePath.slice(reversePath.lastIndexOf('@') + 1));
    // An address literal needs no look-up.
    if (!reversePath || !domain || reversePath.endsWith(']')) return undefined;
    const mx = orUnknown(await resolver.mx(domain));
    if (mx.some(({ host }) => host !== '')) return undefined;
    if (mx.length > 0) return { status: '7.27', reason: REASONS.wantsNoMail(domain) };
    const [a, aaaa] = await Promise.all([resolver.a(domain), resolver.aaaa(domain)]);
    if (a.kind === 'found' || aaaa.kind === 'found') return undefined;
    orUnknown(a);
    orUnknown(aaaa);
    return { status: '1.8', reason: REASONS.hasNoServer(domain) };
  },
};
