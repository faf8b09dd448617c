import { attended } from '@postroom/database';
import { findUids, HeaderScan, type SearchKey, searchMailbox, TextScan } from '@postroom/mailbox';
import { aliveIn } from '../session/alive.ts';
import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import { readsText } from './narrow.ts';
import { type Asked, toQuery } from './query.ts';
import type { End } from './result-option.ts';
import { windowsFrom } from './windows.ts';

/** Returns the UIDs of matching messages that the client knows of. */
export async function find(session: Session, program: Asked): Promise<Uint32Array> {
  return inTurn(session, program, () => findAmong(session, program));
}

/** Returns only the first match, the last one or both, ascending, and searches no more than that takes (RFC 4731 3.1). */
export async function findEnds(session: Session, program: Asked, ends: readonly End[]): Promise<Uint32Array> {
  return inTurn(session, program, async () => {
    const found = new Set<number>();
    for (const end of ends) {
      const uid = await findEnd(session, program, end);
      if (uid !== undefined) found.add(uid);
    }
    return Uint32Array.from(found).sort();
  });
}

async function findEnd(session: Session, program: Asked, end: End): Promise<number | undefined> {
  const { all } = selectedIn(session).mailbox.uids;
  for (const window of windowsFrom(end, all)) {
    const found = await findAmong(session, program, window);
    if (found.length > 0) return end === 'first' ? found[0] : found.at(-1);
  }
  return undefined;
}

async function inTurn<T>(session: Session, program: Asked, look: () => Promise<T>): Promise<T> {
  const { account } = selectedIn(session);
  return readsText(program) ? session.services.searches.run(account.id, look) : look();
}

/** @param window ascending UIDs without a gap in the mailbox's list; the whole mailbox by default */
async function findAmong(session: Session, program: Asked, window?: Uint32Array): Promise<Uint32Array> {
  const { mailbox } = selectedIn(session);
  const { settings, store } = session.services;
  const headers = new HeaderScan();
  const texts = new TextScan(settings.maxSearchBytes);
  const query = within(window, toQuery(program, mailbox, { headers, texts }));
  const alive = aliveIn(session);
  alive();
  const { length } = window ?? mailbox.uids;
  const found = readsText(program)
    ? await findUids(store, mailbox, query, { headers, texts, messages: length, alive })
    : (await searchMailbox(attended(store.pool, alive), mailbox, query)).uids;
  return mailbox.uids.known(found);
}

function within(window: Uint32Array | undefined, query: SearchKey): SearchKey {
  const [first, last] = [window?.at(0), window?.at(-1)];
  if (first === undefined || last === undefined) return query;
  const keys = query.key === 'and' ? query.of : [query];
  return { key: 'and', of: [{ key: 'uid-ranges', ranges: [[first, last]] }, ...keys] };
}
