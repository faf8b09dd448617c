import { create } from 'zustand';
import { type Imported, importFile } from '../jmap/import-file.ts';
import { endWith } from './end-with.ts';
import { client, useMail } from './mail.ts';
import { stayOpen } from './stay-open.ts';

interface Importing {
  readonly state:
    | { readonly kind: 'sending'; readonly percent: number }
    | { readonly kind: 'over'; readonly result: Imported }
    | { readonly kind: 'failed'; readonly error: unknown }
    | { readonly kind: 'cancelled' }
    | null;
}

/** The present import of a file, or the result of the last one. It continues when the settings are closed. */
export const useImporting = create<Importing>(() => ({ state: null }));

const set = (state: Importing['state']): void => useImporting.setState({ state });

let end = new AbortController();

/** Imports a file of mail into a folder; one import at a time. */
export async function bring(mailboxId: string, file: File): Promise<void> {
  end = new AbortController();
  const { signal } = end;
  const { accountId } = client();
  const stop = endWith(accountId, end);
  const mayClose = stayOpen();
  set({ kind: 'sending', percent: 0 });
  const progress = (part: number): void => set({ kind: 'sending', percent: Math.round(100 * part) });
  try {
    set({ kind: 'over', result: await importFile(mailboxId, file, progress, signal) });
  } catch (error) {
    const isHere = useMail.getState().client?.accountId === accountId;
    set(!isHere ? null : signal.aborted ? { kind: 'cancelled' } : { kind: 'failed', error });
  } finally {
    stop();
    mayClose();
  }
}

export function cancelImport(): void {
  end.abort();
}
