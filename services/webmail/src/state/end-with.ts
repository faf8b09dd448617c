import { useMail } from './mail.ts';

/** Ends what goes on for an account when that one signs out. Returns how not to. */
export function endWith(accountId: string, end: AbortController): () => void {
  return useMail.subscribe(({ client }) => {
    if (client?.accountId !== accountId) end.abort();
  });
}
