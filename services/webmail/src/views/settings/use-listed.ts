import { useCallback, useEffect, useState } from 'react';
import { request } from '../../jmap/client.ts';
import { noteFailure } from '../../state/mail.ts';
import { showError } from '../../state/show-error.ts';
import { show } from '../../state/toasts.ts';
import { useNewest } from './use-newest.ts';

interface Listed<Item> {
  readonly items: readonly Item[];
  /** Reads the list again. */
  read(): void;
  /** Deletes an item for good. @param said tells the person that it is done */
  remove(id: number, said: string): void;
}

/** Returns the list that the server has at a path of the account, in the property `member`; items can be deleted there. */
export function useListed<Item>(path: string, member: string): Listed<Item> {
  const [items, setItems] = useState<readonly Item[]>([]);
  const newest = useNewest();
  const readNow = useCallback(
    () =>
      newest(
        async () => (await (await request(path)).json()) as Record<string, readonly Item[]>,
        (answer) => setItems(answer[member] ?? []),
      ),
    [newest, path, member],
  );
  const read = useCallback(() => void readNow().catch(noteFailure), [readNow]);
  useEffect(read, [read]);
  const remove = (id: number, said: string): void =>
    void request(`${path}/${id}`, { method: 'DELETE' })
      .then(() => show(said))
      .then(readNow)
      .catch(showError);
  return { items, read, remove };
}
