import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { Backoff } from './backoff.ts';

export interface ProcessSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The account to run as; requires root. */
  readonly user?: { readonly uid: number; readonly gid: number } | undefined;
  readonly cwd?: string;
  /** Gives a Node child a channel: when it closes, the child knows that its supervisor is gone, and stops. */
  readonly channel?: boolean;
  /** Called every few milliseconds after the start until it returns true. */
  readonly isReady: () => Promise<boolean>;
  readonly readyWithin?: number;
  readonly stopSignal?: NodeJS.Signals;
  /** Milliseconds from the stop signal to SIGKILL. */
  readonly stopWithin?: number;
  /** Whether the process is restarted after a crash. */
  readonly restart?: boolean;
}

export interface ProcessReports {
  /** Receives each line that the process printed. */
  line?(name: string, text: string): void;
  /** Receives what happened to the process: restarted, crashed, killed. */
  event?(name: string, text: string): void;
}

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** Thrown when a process does not become ready. */
class StartFailure extends Error {
  /** Undefined when the process hangs. */
  readonly exit: Exit | undefined;

  constructor(message: string, exit?: Exit) {
    super(message);
    this.exit = exit;
  }
}

const KEPT_LINES = 30;

/** A process that is started, watched, restarted after a crash, and stopped. */
export class SupervisedProcess implements AsyncDisposable {
  readonly spec: ProcessSpec;
  readonly #reports: ProcessReports;
  readonly #backoff = new Backoff();
  readonly #lastLines: string[] = [];
  #child: ChildProcess | undefined;
  #exited: Promise<Exit> = Promise.resolve({ code: null, signal: null });
  #startedAt = 0;
  #wasReady = false;
  #stopping = new AbortController();

  constructor(spec: ProcessSpec, reports: ProcessReports = {}) {
    this.spec = spec;
    this.#reports = reports;
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** Settles when the current process ends. */
  get exited(): Promise<Exit> {
    return this.#exited;
  }

  /** Starts it and waits until it is ready. Fails with its last lines when it ends before that or takes too long. */
  async start(): Promise<void> {
    this.#stopping = new AbortController();
    this.#wasReady = false;
    this.#spawn();
    await this.#untilReady();
    this.#wasReady = true;
  }

  /** Asks the process to end, waits, and kills it after its time limit. Returns at once when it is not running. */
  async stop(signal: NodeJS.Signals = this.spec.stopSignal ?? 'SIGTERM'): Promise<void> {
    this.#stopping.abort();
    const child = this.#child;
    if (child === undefined) return;
    child.kill(signal);
    const within = this.spec.stopWithin ?? 15_000;
    const timer = setTimeout(() => {
      this.#report(`did not stop within ${within / 1000} s: killed`);
      child.kill('SIGKILL');
    }, within);
    await this.#exited;
    clearTimeout(timer);
  }

  /** Sends a signal and does nothing else; SIGKILL simulates a crash. */
  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#child?.kill(signal);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  #spawn(): void {
    const { command, args, env, user, cwd, channel } = this.spec;
    // A process group of its own: Ctrl-C in a terminal only reaches the supervisor, which stops processes in order.
    const child = spawn(command, args, {
      env: env as NodeJS.ProcessEnv,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', ...(channel === true ? (['ipc'] as const) : [])],
      ...(user ?? {}),
      ...(cwd === undefined ? {} : { cwd }),
    });
    this.#child = child;
    this.#startedAt = performance.now();
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (text) => this.#line(text));
    }
    this.#exited = new Promise((resolve) => {
      child.once('error', (error) => {
        this.#line(`cannot run ${command}: ${error.message}`);
        if (child.pid === undefined) resolve({ code: 127, signal: null });
      });
      child.once('exit', (code, signal) => resolve({ code, signal }));
    });
    void this.#exited.then((exit) => this.#ended(exit));
  }

  async #untilReady(): Promise<void> {
    const within = this.spec.readyWithin ?? 60_000;
    const deadline = performance.now() + within;
    const child = this.#child;
    let exit: Exit | undefined;
    void this.#exited.then((value) => {
      exit = value;
    });
    while (!(await this.spec.isReady())) {
      if (exit !== undefined || this.#child !== child)
        throw this.#failure(`${describe(exit)} before it became ready`, exit);
      if (performance.now() > deadline) throw this.#failure(`is not ready after ${within / 1000} s`);
      await sleep(40);
    }
  }

  #ended(exit: Exit): void {
    const ranFor = performance.now() - this.#startedAt;
    this.#child = undefined;
    if (this.#stopping.signal.aborted || !this.#wasReady) return;
    if (this.spec.restart !== true) {
      this.#report(describe(exit));
      return;
    }
    const delay = this.#backoff.next(ranFor);
    this.#report(`${describe(exit)}; restarting in ${delay / 1000} s`);
    void this.#startAgain(delay);
  }

  async #startAgain(delay: number): Promise<void> {
    try {
      await sleep(delay, undefined, { signal: this.#stopping.signal });
    } catch {
      return;
    }
    this.#spawn();
    try {
      await this.#untilReady();
      this.#report('is running again');
    } catch (error) {
      // #ended reports a process that ended and restarts it; one that hangs is only reported.
      if (this.#child !== undefined && !this.#stopping.signal.aborted) this.#report((error as Error).message);
    }
  }

  #line(text: string): void {
    this.#lastLines.push(text);
    if (this.#lastLines.length > KEPT_LINES) this.#lastLines.shift();
    this.#reports.line?.(this.spec.name, text);
  }

  #report(text: string): void {
    this.#reports.event?.(this.spec.name, text);
  }

  #failure(text: string, exit?: Exit): StartFailure {
    const said = this.#lastLines.map((line) => `  ${line}`).join('\n');
    return new StartFailure(`${this.spec.name} ${text}${said === '' ? '' : `. Its last lines:\n${said}`}`, exit);
  }
}

function describe(exit: Exit | undefined): string {
  if (exit === undefined) return 'ended';
  return exit.signal === null ? `ended with exit code ${exit.code}` : `was ended by ${exit.signal}`;
}
