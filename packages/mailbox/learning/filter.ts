import type { Pool, Queryable } from '@postroom/database';
import { type Model, modelOf, type Seen, score, tokensOf } from '@postroom/filter';
import type { MessageFacts } from '../messages/message-facts.ts';
import { SHARED } from './count.ts';

export interface Judged {
  readonly accountId: number;
  readonly facts: Pick<MessageFacts, 'searchSubject' | 'searchFrom' | 'searchText'>;
}

/** Scores how much messages look like spam to their accounts. */
export interface Filter {
  /** Returns a score from 0 to 1 for each message; null when too little has been learned. */
  scores(messages: readonly Judged[]): Promise<(number | null)[]>;
}

/** How many messages of each kind must be learned before there are scores. */
const MIN_LEARNED = 20;
/** How long the shared counts are used before they are read again, in ms. */
const FRESH_MS = 60_000;
const MAX_SHARED_TOKENS = 100_000;

type State = Seen & { readonly accountId: number };
type Row = Seen & { readonly accountId: number; readonly token: number };

export function createFilter(pool: Pool, { shares }: { shares: boolean }): Filter {
  let shared: { until: number; model: Promise<Model | null> } | undefined;

  function sharedModel(total: Seen | undefined): Promise<Model | null> {
    if (!shares || !total || total.spam + total.ham === 0) return Promise.resolve(null);
    if (!shared || shared.until < performance.now()) {
      shared = { until: performance.now() + FRESH_MS, model: readShared(pool, total) };
      shared.model.catch(() => {
        shared = undefined;
      });
    }
    return shared.model;
  }

  return {
    async scores(messages) {
      const states = await readStates(pool, [SHARED, ...messages.map(({ accountId }) => accountId)]);
      if (states.size === 0) return messages.map(() => null);
      const base = await sharedModel(states.get(SHARED));
      const judged = messages.map(({ accountId, facts }) => {
        const total = states.get(accountId) ?? { spam: 0, ham: 0 };
        const isKnown = [total.spam + (base?.total.spam ?? 0), total.ham + (base?.total.ham ?? 0)].every(
          (count) => count >= MIN_LEARNED,
        );
        const { searchSubject: subject, searchFrom: from, searchText: text } = facts;
        return { accountId, total, tokens: isKnown ? tokensOf({ subject, from, text }) : null };
      });
      const own = await readOwn(
        pool,
        judged.flatMap(({ accountId, total, tokens }) =>
          tokens && total.spam + total.ham > 0 ? tokens.map((token) => [accountId, token] as const) : [],
        ),
      );
      return judged.map(({ accountId, total, tokens }) => {
        if (!tokens) return null;
        const mine: Model = { total, seen: (token) => own.get(`${accountId} ${token}`) };
        return score(tokens, modelOf(mine, base));
      });
    },
  };
}

async function readStates(db: Queryable, accountIds: readonly number[]): Promise<Map<number, State>> {
  const { rows } = await db.query<State & Record<string, unknown>>({
    name: 'filter-states',
    text: 'select account_id as "accountId", spam, ham from filter_states where account_id = any($1)',
    values: [[...new Set(accountIds)]],
  });
  return new Map(rows.map((row) => [row.accountId, row]));
}

async function readShared(db: Queryable, total: Seen): Promise<Model> {
  const { rows } = await db.query<Row & Record<string, unknown>>(
    // A token that was seen in only one message, or taught by only one account, says nothing about other accounts.
    `select token, greatest(spam, 0) as spam, greatest(ham, 0) as ham from filter_tokens where account_id = ${SHARED} and taught_by is null and spam + ham > 1 limit ${MAX_SHARED_TOKENS}`,
  );
  const tokens = new Map(rows.map(({ token, spam, ham }) => [token, { spam, ham }]));
  return { total, seen: (token) => tokens.get(token) };
}

async function readOwn(db: Queryable, asked: readonly (readonly [number, number])[]): Promise<Map<string, Seen>> {
  if (asked.length === 0) return new Map();
  const { rows } = await db.query<Row & Record<string, unknown>>({
    name: 'filter-tokens',
    text: `select f.account_id as "accountId", f.token, greatest(f.spam, 0) as spam,
        greatest(f.ham, 0) as ham
      from unnest($1::bigint[], $2::bigint[]) as q (account_id, token)
      join filter_tokens f on f.account_id = q.account_id and f.token = q.token`,
    values: [asked.map(([accountId]) => accountId), asked.map(([, token]) => token)],
  });
  return new Map(rows.map((row) => [`${row.accountId} ${row.token}`, row]));
}
