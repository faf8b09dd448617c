import { useMail } from './mail.ts';

const { getState: get, setState: set } = useMail;

export interface Thread {
  readonly id: string;
  readonly emailIds: readonly string[];
}

let asked = 0;
/** By conversation: when that was asked of which its emails are known, by the count of what was asked. */
const knownSince = new Map<string, number>();

/** It is asked now which emails conversations have. Returns what takes in the answer, but for what was asked later and is known already. */
export function threadsSince(): (threads: readonly Thread[]) => void {
  const at = ++asked;
  return (threads) => {
    const newer = threads.filter(({ id }) => (knownSince.get(id) ?? 0) <= at);
    for (const { id } of newer) knownSince.set(id, at);
    set({ threads: { ...get().threads, ...Object.fromEntries(newer.map(({ id, emailIds }) => [id, emailIds])) } });
  };
}
