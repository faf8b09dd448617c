import { normaliseDomain } from '@postroom/smtp';
import type { Check } from '../check.ts';
import { orUnknown } from '../unknown.ts';

/** RFC 5321 5.1, RFC 7505 4.2: whoever sends can be told that the mail did not arrive. */
export const senderDomain: Check = {
  name: 'sender-domain',
  stage: 'envelope',
  about: 'the domain of the reverse-path takes no mail: it has neither MX nor address, or a null MX',
  rule: '4',
  async run({ reversePath }, { resolver }) {
    const domain = normaliseDomain(reversePath.slice(reversePath.lastIndexOf('@') + 1));
    // An address in brackets is asked nobody.
    if (!reversePath || !domain || reversePath.endsWith(']')) return undefined;
    const mx = orUnknown(await resolver.mx(domain));
    if (mx.some(({ host }) => host !== '')) return undefined;
    if (mx.length > 0) return { reason: `${domain}, which it is from, says that it takes no mail` };
    const [a, aaaa] = await Promise.all([resolver.a(domain), resolver.aaaa(domain)]);
    if (a.kind === 'found' || aaaa.kind === 'found') return undefined;
    orUnknown(a);
    orUnknown(aaaa);
    return { reason: `${domain}, which it is from, can take no mail` };
  },
};
