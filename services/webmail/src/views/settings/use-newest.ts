import { useCallback, useRef } from 'react';

type Newest = <Answer>(ask: () => Promise<Answer>, show: (answer: Answer) => void) => Promise<void>;

/** Returns a function that asks and shows the answer, unless something was asked later: an older answer may come after a newer one. */
export function useNewest(): Newest {
  const turn = useRef(0);
  return useCallback<Newest>(async (ask, show) => {
    const mine = ++turn.current;
    const answer = await ask();
    if (mine === turn.current) show(answer);
  }, []);
}
