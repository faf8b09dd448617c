/** Octets that a process takes from its clients in one turn of its event loop; who brings more waits for a later one. */
const MOST = 1024 * 1024;
/** Of those who wait so many go on in a turn. Each brings some 64 KiB before it can be asked to wait again. */
const AT_ONCE = 16;

/** A client that was asked to wait. */
export interface Waiting {
  /** It is its turn: it may be read from again. */
  readOn(): void;
}

let taken = 0;
let isScheduled = false;
const waiting: Waiting[] = [];

/**
 * Counts octets that came from a client; false when it has to wait, so that the others have their turn. The event loop reads
 * megabytes of each socket before it does anything else, and what sessions make of them is done between two reads.
 */
export function hasTurn(octets: number, client: Waiting): boolean {
  taken += octets;
  schedule();
  if (taken <= MOST) return true;
  waiting.push(client);
  return false;
}

function schedule(): void {
  if (isScheduled) return;
  isScheduled = true;
  setImmediate(next);
}

function next(): void {
  isScheduled = false;
  taken = 0;
  for (const client of waiting.splice(0, AT_ONCE)) client.readOn();
  if (waiting.length > 0) schedule();
}
