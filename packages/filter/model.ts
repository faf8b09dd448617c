/** In how many messages of each kind a token was seen. */
export interface Seen {
  readonly spam: number;
  readonly ham: number;
}

/** What a filter has learned. */
export interface Model {
  /** How many messages were learned. */
  readonly total: Seen;
  seen(token: number): Seen | undefined;
}

/** How much more an account's own messages count than those of others. */
const OWN_WEIGHT = 4;

/** Combines what an account has learned with what all accounts have. */
export function modelOf(own: Model | null, shared: Model | null): Model {
  const add = (mine: Seen | undefined, theirs: Seen | undefined): Seen => ({
    spam: (mine?.spam ?? 0) * OWN_WEIGHT + (theirs?.spam ?? 0),
    ham: (mine?.ham ?? 0) * OWN_WEIGHT + (theirs?.ham ?? 0),
  });
  return {
    total: add(own?.total, shared?.total),
    seen(token) {
      const [mine, theirs] = [own?.seen(token), shared?.seen(token)];
      return mine || theirs ? add(mine, theirs) : undefined;
    },
  };
}
