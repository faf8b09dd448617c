import { isIP } from 'node:net';
import { canonicalAddress } from '@postroom/net';
import { normaliseDomain } from '@postroom/smtp';
import type { Check } from '../check.ts';
import { REASONS } from '../reasons.ts';

/** RFC 5321 4.1.1.1, 4.1.4: a client names itself by its own name, which has dots, or by its own address in brackets. */
export const helo: Check = {
  name: 'helo',
  stage: 'envelope',
  about: 'the sending server gives our name as its own, the address of another server, or no full host name',
  rule: '2',
  run({ helo: name, client }, { hostname }) {
    const literal = /^\[(?:IPv6:)?([^\]]+)\]$/i.exec(name)?.[1];
    if (literal !== undefined) {
      const isIts = isIP(literal) !== 0 && canonicalAddress(literal) === canonicalAddress(client.address);
      return isIts ? undefined : { reason: REASONS.wrongAddress(literal) };
    }
    if (isIP(name) !== 0) return { reason: REASONS.bareAddress(name) };
    const domain = normaliseDomain(name);
    if (domain === normaliseDomain(hostname)) return { reason: REASONS.ourName(), points: 5 };
    if (domain === undefined || !domain.includes('.')) return { reason: REASONS.noHostName() };
    return undefined;
  },
};
