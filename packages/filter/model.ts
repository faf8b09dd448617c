/** In how many messages of each kind something was seen. */
export interface Seen {
  readonly spam: number;
  readonly ham: number;
}

/** What was learned. */
export interface Model {
  /** Messages that were learned. */
  readonly total: Seen;
  seen(token: number): Seen | undefined;
}

/** What one's own messages teach counts more than what those of others do. */
const OWN_WEIGHT = 4;

/** What an account has learned, on top of what all have. */
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
