import assert from 'node:assert/strict';
import { type Place, ViewingClient } from './client.ts';
import { MailboxFacts } from './facts.ts';
import type { SeenMessage } from './view.ts';

/** What a new client learns about every message, by UID. */
export type Truth = ReadonlyMap<number, SeenMessage>;

const EVERYTHING = 'UID FLAGS MODSEQ ENVELOPE INTERNALDATE BODYSTRUCTURE RFC822.SIZE BODY.PEEK[]';

/**
 * Compares what all clients know while nobody changes anything: each gets the rest by NOOP, and then all must know the same as a new
 * client, which also asks for the changes since the last checkpoint.
 */
export async function compareViews(
  clients: readonly ViewingClient[],
  place: Place,
  facts: MailboxFacts,
  before: Truth,
): Promise<Truth> {
  for (const client of clients) await client.run({ text: 'NOOP', expunges: true });
  await using fresh = await ViewingClient.login(place, facts, true);
  await fresh.select(true);
  await fresh.run({ text: `UID FETCH 1:* (${EVERYTHING})`, expunges: true });
  const truth = new Map(fresh.view.messages.map((message) => [message.uid ?? 0, { ...message }]));
  for (const client of clients) compare(client, [...truth.values()]);
  for (const uid of truth.keys()) assert.ok(!facts.isExpunged(uid), `uid ${uid} came back`);
  await compareChanges(fresh, before, truth);
  return truth;
}

function compare({ view, condstore }: ViewingClient, truth: readonly SeenMessage[]): void {
  assert.equal(view.messages.length, truth.length, `session ${view.session}: how many messages there are`);
  view.messages.forEach((seen, index) => {
    const real = truth[index] as SeenMessage;
    const where = `session ${view.session}: message ${index + 1}, uid ${real.uid}`;
    if (seen.uid !== undefined) assert.equal(seen.uid, real.uid, where);
    if (seen.flags) assert.deepEqual([...seen.flags].sort(), [...(real.flags ?? [])].sort(), where);
    if (condstore && seen.modseq !== undefined) assert.equal(seen.modseq, real.modseq, where);
  });
}

/** Checks that exactly the changed messages are reported to a client that asks for changes (RFC 7162 3.1.4.1). */
async function compareChanges(fresh: ViewingClient, before: Truth, truth: Truth): Promise<void> {
  const since = Math.max(1, ...[...before.values()].map(({ modseq = 1 }) => modseq));
  await using asking = await ViewingClient.login(fresh.place, new MailboxFacts(), true);
  await asking.select(true);
  await asking.run({ text: `UID FETCH 1:* (FLAGS) (CHANGEDSINCE ${since})`, expunges: true });
  const told = new Set(asking.view.messages.flatMap(({ uid }) => uid ?? []));
  for (const [uid, { flags, modseq = 1 }] of truth) {
    const old = before.get(uid)?.flags;
    const differs = !old || [...old].sort().join() !== [...(flags ?? [])].sort().join();
    if (differs) assert.ok(told.has(uid), `uid ${uid} changed after ${since} and was not told`);
    else if (modseq <= since) assert.ok(!told.has(uid), `uid ${uid} was told and did not change after ${since}`);
  }
}
