import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const FOLDER = mkdtempSync(join(tmpdir(), 'loop-watch-'));
process.on('exit', () => rmSync(FOLDER, { recursive: true, force: true }));

/** The environment of services to be watched. */
export const WATCHED = {
  LOOP_WATCH_FOLDER: FOLDER,
  NODE_OPTIONS: `--import=${fileURLToPath(new URL('loop-watch.ts', import.meta.url))}`,
};

/** Measures the memory of a process, and how long its event loop is held. The process must be started with WATCHED. */
export class ServiceWatch {
  readonly #pid: number;

  constructor(pid: number | undefined) {
    if (pid === undefined) throw new Error('the service does not run');
    this.#pid = pid;
  }

  /** Returns the most CPU time that the event loop used between two turns, in ms, since `forgetHolds`. */
  longestMs(): number {
    try {
      return Number(readFileSync(this.#file, 'utf8'));
    } catch {
      return 0;
    }
  }

  forgetHolds(): void {
    rmSync(this.#file, { force: true });
  }

  /** Returns the CPU time that the main thread has used so far, in ms, without the time it waited for a processor. */
  loopMs(): number {
    return Number(readFileSync(`/proc/${this.#pid}/schedstat`, 'utf8').split(' ', 1)[0]) / 1e6;
  }

  /** Returns the present memory of the process, in octets. */
  memoryBytes(): number {
    return this.#kilobytes('VmRSS') * 1024;
  }

  /** Returns the peak memory since `forgetPeak`, in octets. */
  peakBytes(): number {
    return this.#kilobytes('VmHWM') * 1024;
  }

  forgetPeak(): void {
    writeFileSync(`/proc/${this.#pid}/clear_refs`, '5');
  }

  get #file(): string {
    return join(FOLDER, String(this.#pid));
  }

  #kilobytes(name: string): number {
    const status = readFileSync(`/proc/${this.#pid}/status`, 'utf8');
    const [, value] = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(status) ?? [];
    if (value === undefined) throw new Error(`no ${name} of process ${this.#pid}`);
    return Number(value);
  }
}
