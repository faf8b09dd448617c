import type { Check } from '../check.ts';
import { orUnknown } from '../unknown.ts';

/** The most names of one address that are looked up. */
const MAX_NAMES = 5;

/** RFC 8601 3, iprev: the address has a name, and that name has the address, as with real mail servers. */
export const reverseDns: Check = {
  name: 'reverse-dns',
  stage: 'connection',
  about: 'the address of the client has no name, or its name leads elsewhere',
  rule: '1.5',
  async run({ address }, { resolver }) {
    const names = orUnknown(await resolver.ptr(address)).slice(0, MAX_NAMES);
    if (names.length === 0) return { reason: `${address} has no name in DNS` };
    const ask = address.includes(':') ? resolver.aaaa : resolver.a;
    const answers = await Promise.all(names.map((name) => ask(name)));
    const found = answers.flatMap((answer) => (answer.kind === 'found' ? answer.records : []));
    if (found.includes(address)) return undefined;
    for (const answer of answers) orUnknown(answer);
    return { reason: `the name of ${address}, ${names[0]}, leads elsewhere` };
  },
};
