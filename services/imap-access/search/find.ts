import {
  Breath,
  candidatesOf,
  type Found,
  findInHeaders,
  findInMessages,
  HeaderScan,
  type SearchAnswer,
  searchMailbox,
  TextScan,
} from '@postroom/mailbox';
import { union } from '../session/ascending.ts';
import { ConnectionLost } from '../session/input.ts';
import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import { readsText, withoutHeaders } from './narrow.ts';
import { type Asked, type Questions, toQuery } from './query.ts';

/** The UIDs that match and that the client knows of. */
export async function find(session: Session, program: Asked): Promise<Uint32Array> {
  const { account, mailbox } = selectedIn(session);
  const { searches } = session.services;
  const look = () => findNow(session, program);
  const found = await (readsText(program) ? searches.run(account.id, look) : look());
  return mailbox.uids.known(found);
}

/** Asks the database first, and reads of messages only what their answer depends on. */
async function findNow(session: Session, program: Asked): Promise<Uint32Array> {
  const { mailbox } = selectedIn(session);
  const { settings, store } = session.services;
  const place = [store.pool, mailbox] as const;
  const questions = (): Questions => ({ headers: new HeaderScan(), texts: new TextScan(settings.maxSearchBytes) });
  const alive = () => {
    if (session.connection.closed) throw new ConnectionLost();
  };

  const { headers, texts } = questions();
  const query = toQuery(program, mailbox, { headers, texts });
  const candidates = readsText(program)
    ? await candidatesOf(store.pool, mailbox.accountId, query, mailbox.uids.length)
    : null;
  const found: Found = { candidates };
  if (!headers.isEmpty) {
    const some = toQuery(withoutHeaders(program), mailbox, questions());
    const left = all(await searchMailbox(...place, some, { candidates }));
    const breath = new Breath();
    found.headers = await findInHeaders(...place, left, (header) => {
      alive();
      return headers.look(header, breath);
    });
  }
  const answer = await searchMailbox(...place, query, found);
  if (answer.undecided.length === 0) return answer.uids;
  found.texts = await findInMessages(store, mailbox, answer.undecided, (message) => texts.look(message, alive));
  const { uids } = await searchMailbox(...place, query, found);
  return all({ uids: answer.uids, undecided: uids });
}

function all({ uids, undecided }: SearchAnswer): Uint32Array {
  return union(uids, undecided);
}
