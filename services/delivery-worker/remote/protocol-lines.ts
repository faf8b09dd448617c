import type { ProtocolLog } from '@postroom/smtp-client';

const MAX_LINES = 250;
const MAX_LENGTH = 500;

/** Collects the dialogue with servers for the trace of a mail, up to a limit. */
export class ProtocolLines {
  #lines: string[] = [];

  readonly log: ProtocolLog = (direction, line) => {
    if (this.#lines.length < MAX_LINES) this.#lines.push(`${direction} ${line.slice(0, MAX_LENGTH)}`);
    else if (this.#lines.length === MAX_LINES) this.#lines.push('* and more');
  };

  /** Returns the lines and removes them. */
  take(): string[] {
    const lines = this.#lines;
    this.#lines = [];
    return lines;
  }
}
