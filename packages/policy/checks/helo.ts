import { isIP } from 'node:net';
import { canonicalAddress } from '@postroom/net';
import { normaliseDomain } from '@postroom/smtp';
import type { Check } from '../check.ts';

/** RFC 5321 4.1.1.1, 4.1.4: a client names itself by its own name, which has dots, or by its own address in brackets. */
export const helo: Check = {
  name: 'helo',
  stage: 'envelope',
  about: 'the client calls itself by our name, by the address of another, or by no name of the internet',
  rule: '2',
  run({ helo: name, client }, { hostname }) {
    const literal = /^\[(?:IPv6:)?([^\]]+)\]$/i.exec(name)?.[1];
    if (literal !== undefined) {
      const isIts = isIP(literal) !== 0 && canonicalAddress(literal) === canonicalAddress(client.address);
      return isIts ? undefined : { reason: `the client calls itself ${literal}, which is not its address` };
    }
    if (isIP(name) !== 0) return { reason: `the client calls itself ${name}, without the brackets of an address` };
    const domain = normaliseDomain(name);
    if (domain === normaliseDomain(hostname)) return { reason: 'the client calls itself by our name', points: 5 };
    if (domain === undefined || !domain.includes('.')) return { reason: 'the client has no name of the internet' };
    return undefined;
  },
};
