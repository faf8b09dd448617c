interface Closable {
  readonly destroyed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

/** Calls `run` once a response or a connection is closed; at once if it is closed already. */
export function onceClosed(stream: Closable, run: () => void): void {
  if (stream.destroyed) run();
  else stream.once('close', run);
}
