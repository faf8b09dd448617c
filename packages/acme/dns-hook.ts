import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** A program of the operator that changes DNS (RFC 8555 8.4). */
export interface DnsHook {
  readonly path: string;
  /** The program's whole environment. */
  readonly env: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
}

/** The most characters of its output that are quoted in an error. */
const MAX_SAID = 300;

/**
 * Runs `hook present|cleanup NAME VALUE` without a shell. Throws with its output when it fails or takes too long. After a timeout or when
 * the signal aborts, it is killed with all that it started.
 */
export async function runDnsHook(
  { path, env, timeoutMs }: DnsHook,
  args: readonly [task: 'present' | 'cleanup', name: string, value: string],
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  // A process group of its own, so that all of it can be killed.
  const child = spawn(path, args, { env: { ...env }, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  const timeout = AbortSignal.timeout(timeoutMs);
  const until = signal ? AbortSignal.any([signal, timeout]) : timeout;
  const said = gather(child);
  // Processes that it left running would keep its output open.
  child.once('exit', () => killGroup(child));
  const stop = (): void => {
    killGroup(child);
    child.stdout.destroy();
    child.stderr.destroy();
  };
  until.addEventListener('abort', stop, { once: true });
  try {
    const [code, by] = (await once(child, 'close')) as [number | null, NodeJS.Signals | null];
    signal?.throwIfAborted();
    if (timeout.aborted) throw new Error(`took longer than ${timeoutMs / 1000} s`);
    if (code !== 0) throw new Error(by === null ? `exit code ${code}` : `ended by ${by}`);
  } catch (error) {
    signal?.throwIfAborted();
    const words = said();
    throw new Error(`${path} ${args[0]}: ${(error as Error).message}${words && `: ${words}`}`, { cause: error });
  } finally {
    until.removeEventListener('abort', stop);
  }
}

/** Returns a function that returns the first output on one line. */
function gather(child: ChildProcess): () => string {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('error', () => {});
    stream?.on('data', (chunk: Buffer) => {
      if (bytes < MAX_SAID) chunks.push(chunk);
      bytes += chunk.length;
    });
  }
  return () =>
    Buffer.concat(chunks)
      .toString()
      .replaceAll(/[\s\p{Cc}]+/gu, ' ')
      .trim()
      .slice(0, MAX_SAID);
}

function killGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // The whole group has ended already.
  }
}
