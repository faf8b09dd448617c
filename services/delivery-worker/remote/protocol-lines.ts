import type { ProtocolLog } from '@postroom/smtp-client';

const MAX_LINES = 250;
const MAX_LENGTH = 500;

/** Keeps what was said since it was last asked, bounded: it goes into the trace of a mail. */
export class ProtocolLines {
  #lines: string[] = [];

  readonly log: ProtocolLog = (direction, line) => {
    if (this.#lines.length < MAX_LINES) this.#lines.push(`${direction} ${line.slice(0, MAX_LENGTH)}`);
    else if (this.#lines.length === MAX_LINES) this.#lines.push('* and more');
  };

  /** The lines, and begins anew. */
  take(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}
