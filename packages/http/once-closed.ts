interface Closable {
  readonly destroyed: boolean;
  once(event: 'close', listener: () => void): unknown;
}

/** Runs it once a response or a connection is closed: now, if that was while something was waited for. */
export function onceClosed(stream: Closable, run: () => void): void {
  if (stream.destroyed) run();
  else stream.once('close', run);
}
