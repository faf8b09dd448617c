import type { Io } from './io.ts';

const TERMINAL_MS = 250;
const LOG_MS = 10_000;

export interface Progress extends Disposable {
  /** Says how far it is, if it is time to; the text is made only then. */
  show(text: () => string): void;
}

/** How far a long command is: one line that changes on a terminal, a line now and then in a log. */
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
