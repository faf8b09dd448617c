import { findUids, HeaderScan, searchMailbox, TextScan } from '@postroom/mailbox';
import { ConnectionLost } from '../session/input.ts';
import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import { readsText } from './narrow.ts';
import { type Asked, toQuery } from './query.ts';

/** The UIDs that match and that the client knows of. */
export async function find(session: Session, program: Asked): Promise<Uint32Array> {
  const { account, mailbox } = selectedIn(session);
  const { searches } = session.services;
  const look = () => findNow(session, program);
  const found = await (readsText(program) ? searches.run(account.id, look) : look());
  return mailbox.uids.known(found);
}

async function findNow(session: Session, program: Asked): Promise<Uint32Array> {
  const { mailbox } = selectedIn(session);
  const { settings, store } = session.services;
  const headers = new HeaderScan();
  const texts = new TextScan(settings.maxSearchBytes);
  const query = toQuery(program, mailbox, { headers, texts });
  const alive = () => {
    if (session.connection.closed) throw new ConnectionLost();
  };
  if (!readsText(program)) return (await searchMailbox(store.pool, mailbox, query)).uids;
  return findUids(store, mailbox, query, { headers, texts, messages: mailbox.uids.length, alive });
}
