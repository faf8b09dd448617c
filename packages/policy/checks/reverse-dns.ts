import type { Check } from '../check.ts';
import { REASONS } from '../reasons.ts';
import { orUnknown } from '../unknown.ts';

/** The most names of one address that are looked up. */
const MAX_NAMES = 5;

/** RFC 7372 3.3: reverse DNS validation failed. */
const STATUS = '7.25';

/** RFC 8601 3, iprev: the address has a name, and that name has the address, as with real mail servers. */
export const reverseDns: Check = {
  name: 'reverse-dns',
  stage: 'connection',
  about: 'the address of the sending server has no name in DNS, or its name has another address',
  rule: '1.5',
  async run({ address }, { resolver }) {
    const names = orUnknown(await resolver.ptr(address)).slice(0, MAX_NAMES);
    if (names.length === 0) return { status: STATUS, reason: REASONS.nameless(address) };
    const ask = address.includes(':') ? resolver.aaaa : resolver.a;
    const answers = await Promise.all(names.map((name) => ask(name)));
    const found = answers.flatMap((answer) => (answer.kind === 'found' ? answer.records : []));
    if (found.includes(address)) return undefined;
    for (const answer of answers) orUnknown(answer);
    return { status: STATUS, reason: REASONS.nameOfAnother(address, names[0] ?? '') };
  },
};
