import { useMail } from './mail.ts';
import { readOpen } from './reading.ts';

/** From the moment that a pointer is on a row, ms: one that passes by, or a finger that scrolls, is gone by then. */
const REST_MS = 50;

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

/** The mails beside the one that is open are there already when they are opened, the next one first. */
export async function readBeside(id: string): Promise<void> {
  for (const by of [1, -1]) {
    const { list, openId } = useMail.getState();
    const at = list.ids.indexOf(id);
    const beside = at < 0 ? undefined : list.ids[at + by];
    if (beside && openId === id) await readOpen(beside);
  }
}
