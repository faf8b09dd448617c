import { useMail } from './mail.ts';
import { readOpen, readSenders } from './reading.ts';

/** How long a pointer must stay on a row: one that passes by, or a finger that scrolls, leaves sooner. */
const REST_MS = 50;
/** An email that is open for a shorter time is only passed by. */
const PASSED_MS = 100;

let timer: ReturnType<typeof setTimeout> | undefined;

/** Reads the email of a row when a pointer rests on it, so that it is there when the row is pressed. */
export function readPointed(id: string): void {
  clearTimeout(timer);
  timer = setTimeout(() => void readOpen(id), REST_MS);
}

/** The pointer has left the row. */
export function passBy(): void {
  clearTimeout(timer);
}

function beside(id: string, by: number): string | undefined {
  const { list } = useMail.getState();
  const at = list.ids.indexOf(id);
  return at < 0 ? undefined : list.ids[at + by];
}

/** Reads the emails beside the open one ahead, the next one first. */
export async function readBeside(id: string): Promise<void> {
  for (const by of [1, -1]) {
    const other = beside(id, by);
    if (other && useMail.getState().openId === id) await readOpen(other);
  }
}

/** Reads who wrote the open email, and then the next one, unless it is only passed by. Returns what stops it. */
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
