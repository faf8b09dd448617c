import { useCallback, useRef } from 'react';

type Newest = <Answer>(ask: () => Promise<Answer>, show: (answer: Answer) => void) => Promise<void>;

/** Asks, and shows the answer where nothing else was asked since: an older answer may come after a newer one. */
export function useNewest(): Newest {
  const turn = useRef(0);
  return useCallback<Newest>(async (ask, show) => {
    const mine = ++turn.current;
    const answer = await ask();
    if (mine === turn.current) show(answer);
  }, []);
}
