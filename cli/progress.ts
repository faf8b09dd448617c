import type { Io } from './io.ts';

const TERMINAL_MS = 250;
const LOG_MS = 10_000;

export interface Progress extends Disposable {
  /** Shows the progress if it is time to; makes the text only then. */
  show(text: () => string): void;
}

/** Shows the progress of a long command: one changing line on a terminal, a line from time to time in a log. */
export function showProgress({ stderr }: Pick<Io, 'stderr'>): Progress {
  const terminal = (stderr as { isTTY?: boolean }).isTTY === true;
  let next = Date.now() + (terminal ? 0 : LOG_MS);
  let shown = false;
  return {
    show(text) {
      if (Date.now() < next) return;
      next = Date.now() + (terminal ? TERMINAL_MS : LOG_MS);
      stderr.write(terminal ? `\r\x1b[K${text()}` : `${text()}\n`);
      shown = true;
    },
    [Symbol.dispose]() {
      if (terminal && shown) stderr.write('\r\x1b[K');
    },
  };
}
