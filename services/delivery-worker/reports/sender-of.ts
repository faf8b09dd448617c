import type { WorkerContext } from '../context.ts';

/** Who hears of a mail: its reverse-path, or, where that is one that we passed the mail on with before, whom it stands for. */
export function senderOf(reversePath: string, returnPaths: WorkerContext['returnPaths'], now: Date): string {
  const sender = returnPaths?.sender(reversePath, now);
  return sender === undefined || sender === 'forged' ? reversePath : sender;
}
