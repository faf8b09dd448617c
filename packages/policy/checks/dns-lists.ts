import type { Check } from '../check.ts';
import { askList } from '../dns-lists/ask.ts';
import { REASONS } from '../reasons.ts';

/** Asks all lists at once (RFC 5782). A list that has the address adds that list's points; allow lists subtract some. */
export const dnsLists: Check = {
  name: 'dns-lists',
  stage: 'connection',
  about: 'the address of the sending server is on lists in POLICY_DNS_LISTS; each list has points of its own',
  rule: 'on',
  async run({ address }, { dnsLists: lists, resolver }) {
    const answers = await Promise.all(
      lists.map(async (list) => ({ list, isOn: await askList(list, address, resolver) })),
    );
    const on = answers.filter(({ isOn }) => isOn).map(({ list }) => list);
    if (on.length === 0) return undefined;
    return {
      points: on.reduce((sum, { points }) => sum + points, 0),
      reason: REASONS.listed(address, on.map(({ zone }) => zone).join(', ')),
    };
  },
};
