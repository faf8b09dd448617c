import type { Answer, DnsResolver } from '@postroom/dns';
import type { Records } from '@postroom/testkit';

/** Returns the records of any name, made on demand: an endless internet. */
export type Names = (name: string) => Records | 'away' | undefined;

export interface CountedResolver extends DnsResolver {
  readonly asked: number;
}

/** Returns a resolver over such names that counts questions and follows aliases as far as ours does. */
export function resolverOver(names: Names): CountedResolver {
  let asked = 0;

  function answer<T>(name: string, read: (records: Records) => readonly T[] | undefined, links = 0): Answer<T> {
    if (links > 8) return { kind: 'temporary-failure', reason: 'alias-chain' };
    if (links === 0) asked += 1;
    if (name.length > 253 || !/^[\x21-\x7e]+$/.test(name) || /\.\.|^\.|[^.]{64}/.test(name))
      return { kind: 'not-a-name' };
    const records = names(name.toLowerCase());
    if (records === 'away') return { kind: 'temporary-failure', reason: 'time-out' };
    if (!records) return { kind: 'no-such-name', isAuthentic: false };
    if (records.CNAME !== undefined) return answer(records.CNAME, read, links + 1);
    const found = read(records);
    return found
      ? { kind: 'found', records: found, name, isAuthentic: false }
      : { kind: 'no-such-records', isAuthentic: false };
  }

  return {
    get asked() {
      return asked;
    },
    a: async (name) => answer(name, ({ A }) => A),
    aaaa: async (name) => answer(name, ({ AAAA }) => AAAA),
    caa: async (name) => answer(name, () => undefined),
    cname: async (name) => answer(name, () => undefined),
    mx: async (name) => answer(name, ({ MX }) => MX?.map(([preference, host]) => ({ preference, host }))),
    ptr: async (name) => answer(name, ({ PTR }) => PTR),
    srv: async (name) => answer(name, () => undefined),
    tlsa: async (name) => answer(name, () => undefined),
    txt: async (name) => answer(name, ({ TXT }) => TXT),
    probe: async () => ({ kind: 'no-such-records', isAuthentic: false }),
  };
}
