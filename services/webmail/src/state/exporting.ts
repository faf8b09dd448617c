import { create } from 'zustand';
import type { Mailbox } from '../jmap/types.ts';
import { endWith } from './end-with.ts';
import { exportFile } from './export-file.ts';
import { client, useMail } from './mail.ts';
import { stayOpen } from './stay-open.ts';

/** The shown number is updated after this many octets. */
const STEP = 256 * 1024;

interface Exporting {
  readonly state:
    | { readonly kind: 'gathering'; readonly octets: number; readonly isAll: boolean }
    | { readonly kind: 'over'; readonly octets: number }
    | { readonly kind: 'failed'; readonly error: unknown }
    | { readonly kind: 'full' | 'cancelled' }
    | null;
}

/** The present export, or the result of the last one. It continues when the settings are closed. */
export const useExporting = create<Exporting>(() => ({ state: null }));

const set = (state: Exporting['state']): void => useExporting.setState({ state });

let end = new AbortController();

/** Exports mail into a file; one export at a time. @param folder null: all folders */
export async function gather(folder: Pick<Mailbox, 'id' | 'name'> | null): Promise<void> {
  end = new AbortController();
  const { accountId, session } = client();
  const isAll = folder === null;
  const path = isAll ? '/account/export' : `/account/mailboxes/${folder.id}/export`;
  const name = `${isAll ? session.username : folder.name}.mbox`;
  const stop = endWith(accountId, end);
  const { signal } = end;
  const mayClose = stayOpen();
  let shown = 0;
  set({ kind: 'gathering', octets: 0, isAll });
  const progress = (octets: number): void => {
    if (octets - shown < STEP || signal.aborted) return;
    shown = octets;
    set({ kind: 'gathering', octets, isAll });
  };
  try {
    set({ kind: 'over', octets: await exportFile(path, name, progress, signal) });
  } catch (error) {
    if (signal.aborted) set(useMail.getState().client?.accountId === accountId ? { kind: 'cancelled' } : null);
    else if ((error as Error).name === 'QuotaExceededError') set({ kind: 'full' });
    else set({ kind: 'failed', error });
  } finally {
    stop();
    mayClose();
  }
}

export function cancelExport(): void {
  end.abort();
}
