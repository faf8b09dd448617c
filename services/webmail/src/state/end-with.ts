import { useMail } from './mail.ts';

/** Aborts `end` when that account signs out. Returns a function that stops watching. */
export function endWith(accountId: string, end: AbortController): () => void {
  return useMail.subscribe(({ client }) => {
    if (client?.accountId !== accountId) end.abort();
  });
}
