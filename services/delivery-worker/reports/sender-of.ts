import type { Transaction } from '@postroom/database';
import { originalSender } from '@postroom/intake';
import type { WorkerContext } from '../context.ts';

/** Returns who gets reports about a mail: its reverse-path or, if that is one that we rewrote, the original address. */
export async function senderOf(
  tx: Transaction,
  reversePath: string,
  returnPaths: WorkerContext['returnPaths'],
  now: Date,
): Promise<string> {
  const sender = await originalSender(tx, returnPaths, reversePath, now);
  return sender === undefined || sender === 'forged' ? reversePath : sender;
}
