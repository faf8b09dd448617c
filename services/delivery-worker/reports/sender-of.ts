import type { WorkerContext } from '../context.ts';

/** Returns who gets reports about a mail: its reverse-path or, if that is one that we rewrote, the original address. */
export function senderOf(reversePath: string, returnPaths: WorkerContext['returnPaths'], now: Date): string {
  const sender = returnPaths?.sender(reversePath, now);
  return sender === undefined || sender === 'forged' ? reversePath : sender;
}
