/** The most octets that a process takes from its clients in one turn of the event loop; further clients wait for a later turn. */
const MOST = 1024 * 1024;
/** How many waiting clients go on in one turn. Each brings some 64 KiB before it can be asked to wait again. */
const AT_ONCE = 16;

/** A client that was asked to wait. */
export interface Waiting {
  /** Called when the client may be read from again. */
  readOn(): void;
}

let taken = 0;
let isScheduled = false;
const waiting: Waiting[] = [];

/**
 * Counts octets that came from a client; returns false when the client has to wait, so that others get their turn. The event loop
 * reads megabytes from each socket before it does anything else, and sessions do their work between two reads.
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
