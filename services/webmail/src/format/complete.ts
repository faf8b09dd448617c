import type { EmailAddress } from '../jmap/types.ts';

/** Returns everybody once, the most frequent first, by a name where one is known. */
export function everybody(addresses: Iterable<EmailAddress>): EmailAddress[] {
  const people = new Map<string, { address: EmailAddress; count: number }>();
  for (const address of addresses) {
    const key = address.email.toLowerCase();
    const before = people.get(key);
    people.set(key, { address: before?.address.name ? before.address : address, count: (before?.count ?? 0) + 1 });
  }
  return [...people.values()].sort((a, b) => b.count - a.count).map(({ address }) => address);
}

/** Returns those whose address, or a word of whose name, begins with the typed text, in any script; first those of whom it is the whole. */
export function complete(known: readonly EmailAddress[], typed: string): EmailAddress[] {
  const wanted = typed.trim().toLowerCase();
  if (wanted === '') return [];
  const found = known.filter(({ name, email }) => {
    const words = (name ?? '').toLowerCase();
    return (
      email.toLowerCase().startsWith(wanted) ||
      words.startsWith(wanted) ||
      words.split(/[\s,.-]+/).some((word) => word.startsWith(wanted)) ||
      (/\p{Script=Han}/u.test(wanted) && words.includes(wanted))
    );
  });
  const isWhole = ({ name, email }: EmailAddress): boolean =>
    [name?.toLowerCase(), email.toLowerCase()].includes(wanted);
  return [...found.filter(isWhole), ...found.filter((each) => !isWhole(each))];
}
