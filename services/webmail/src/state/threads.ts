import { useMail } from './mail.ts';

const { getState: get, setState: set } = useMail;

export interface Thread {
  readonly id: string;
  readonly emailIds: readonly string[];
}

let asked = 0;
/** For each conversation the count of the request by which its emails are known. */
const knownSince = new Map<string, number>();

/** Notes that threads are requested now. Returns what stores the answer, but not over what a later request has read. */
export function threadsSince(): (threads: readonly Thread[]) => void {
  const at = ++asked;
  return (threads) => {
    const newer = threads.filter(({ id }) => (knownSince.get(id) ?? 0) <= at);
    for (const { id } of newer) knownSince.set(id, at);
    set({ threads: { ...get().threads, ...Object.fromEntries(newer.map(({ id, emailIds }) => [id, emailIds])) } });
  };
}
