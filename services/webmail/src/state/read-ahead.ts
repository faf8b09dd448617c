import { useMail } from './mail.ts';
import { readOpen, readSenders } from './reading.ts';

/** From the moment that a pointer is on a row, ms: one that passes by, or a finger that scrolls, is gone by then. */
const REST_MS = 50;
/** One that is open for a shorter time is only passed by, ms. */
const PASSED_MS = 100;

let timer: ReturnType<typeof setTimeout> | undefined;

/** A pointer is on a row: its mail is there, or on its way, when it is pressed. */
export function readPointed(id: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => void readOpen(id), REST_MS);
}

/** The pointer has left it. */
export function passBy(): void {
  clearTimeout(timer);
}

function beside(id: string, by: number): string | undefined {
  const { list } = useMail.getState();
  const at = list.ids.indexOf(id);
  return at < 0 ? undefined : list.ids[at + by];
}

/** The mails beside the one that is open are there already when they are opened, the next one first. */
export async function readBeside(id: string): Promise<void> {
  for (const by of [1, -1]) {
    const other = beside(id, by);
    if (other && useMail.getState().openId === id) await readOpen(other);
  }
}

/** Who wrote the one that is open, and then the next one; nothing of what is only passed by. Returns what ends it. */
export function lookAtSenders(id: string): () => void {
  const end = new AbortController();
  const look = async (): Promise<void> => {
    await readSenders(id, end.signal);
    const next = beside(id, 1);
    if (next && !end.signal.aborted) await readSenders(next, end.signal);
  };
  const timer = setTimeout(() => void look(), PASSED_MS);
  return () => {
    clearTimeout(timer);
    end.abort();
  };
}
