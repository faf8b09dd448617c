import { create } from 'zustand';
import { exportAll } from './export-all.ts';
import { client } from './mail.ts';
import { stayOpen } from './stay-open.ts';

/** Octets between two figures that are shown. */
const STEP = 256 * 1024;

interface Exporting {
  readonly state:
    | { readonly kind: 'gathering' | 'over'; readonly octets: number }
    | { readonly kind: 'failed'; readonly error: unknown }
    | { readonly kind: 'full' }
    | null;
}

/** All mail on its way into a file, or what became of the last one: it goes on where the settings are closed. */
export const useExporting = create<Exporting>(() => ({ state: null }));

const set = (state: Exporting['state']): void => useExporting.setState({ state });

let end = new AbortController();

export async function gather(): Promise<void> {
  end = new AbortController();
  const { signal } = end;
  using _stays = stayOpen();
  let shown = 0;
  set({ kind: 'gathering', octets: 0 });
  const progress = (octets: number): void => {
    if (octets - shown < STEP || signal.aborted) return;
    shown = octets;
    set({ kind: 'gathering', octets });
  };
  try {
    set({ kind: 'over', octets: await exportAll(`${client().session.username}.mbox`, progress, signal) });
  } catch (error) {
    if (signal.aborted) set(null);
    else if ((error as Error).name === 'QuotaExceededError') set({ kind: 'full' });
    else set({ kind: 'failed', error });
  }
}

export function cancelExport(): void {
  end.abort();
}
