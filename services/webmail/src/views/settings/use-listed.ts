import { useCallback, useEffect, useState } from 'react';
import { request } from '../../jmap/client.ts';
import { noteFailure } from '../../state/mail.ts';
import { showError } from '../../state/show-error.ts';
import { useNewest } from './use-newest.ts';

interface Listed<Item> {
  readonly items: readonly Item[];
  /** Reads them again. */
  read(): void;
  /** Takes one away for good. */
  remove(id: number): void;
}

/** What the server lists at a path of the account, as a member of that name; each of them can be taken away there. */
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
  const remove = (id: number): void =>
    void request(`${path}/${id}`, { method: 'DELETE' }).then(readNow).catch(showError);
  return { items, read, remove };
}
