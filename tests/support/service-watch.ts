import { readFileSync, writeFileSync } from 'node:fs';
import { setPriority } from 'node:os';

/** Of the event loop of a service that is watched: a busy machine keeps it waiting rather than those who watch it. */
const NICE = 10;

/** What a process costs, read from Linux' /proc: octets of memory, and CPU of its event loop alone (no pool threads). */
export class ServiceWatch {
  readonly #pid: number;

  constructor(pid: number | undefined) {
    if (pid === undefined) throw new Error('the service does not run');
    this.#pid = pid;
    setPriority(pid, NICE);
  }

  /** CPU that the main thread has used so far, ms. Time that it waited for a processor does not count. */
  loopMs(): number {
    return Number(this.#read('schedstat').split(' ', 1)[0]) / 1e6;
  }

  /** Octets of memory that the process has now. */
  memoryBytes(): number {
    return this.#kilobytes('VmRSS') * 1024;
  }

  /** The most it had since `forgetPeak`. */
  peakBytes(): number {
    return this.#kilobytes('VmHWM') * 1024;
  }

  forgetPeak(): void {
    writeFileSync(`/proc/${this.#pid}/clear_refs`, '5');
  }

  #kilobytes(name: string): number {
    const [, value] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(this.#read('status')) ?? [];
    if (value === undefined) throw new Error(`no ${name} of process ${this.#pid}`);
    return Number(value);
  }

  #read(file: string): string {
    return readFileSync(`/proc/${this.#pid}/${file}`, 'utf8');
  }
}
