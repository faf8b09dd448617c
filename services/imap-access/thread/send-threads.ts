import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import { type ThreadTree, threadPieces } from './thread-tree.ts';

/** Sends the THREAD response (RFC 5256 4) of a tree of uids. */
export async function sendThreads(session: Session, tree: ThreadTree, uid: boolean): Promise<void> {
  const { output } = session;
  const { uids } = selectedIn(session).mailbox;
  // Computed before sending, because sequence numbers may change while the response is sent.
  const numbers = uid ? tree.numbers : tree.numbers.map((each) => uids.sequenceOf(each));
  output.text('* THREAD');
  let separator = ' ';
  for (const piece of threadPieces({ ...tree, numbers })) {
    const full = output.text(separator + piece).flushLarge();
    separator = '';
    if (full) await full;
  }
  output.line('');
}
