import { type ComponentType, type ReactNode, useEffect, useState } from 'react';
import { growingPauses } from '../state/pauses.ts';

/** Waiting times before a part that failed to load is asked for again. */
const PAUSES = { firstMs: 1_500, longestMs: 30_000 } as const;

interface Part<P> {
  readonly load: () => Promise<{ default: ComponentType<P> }>;
  there?: ComponentType<P>;
}

/**
 * Makes a component that loads when it is first shown. After a failure it is loaded again for as long as it would be shown, and at once when
 * the connection is back; `meanwhile` stands in its place, and everything around it stays.
 */
export function later<P extends object>(load: Part<P>['load']): ComponentType<P & { meanwhile?: ReactNode }> {
  const part: Part<P> = { load };
  return (props) => <Later part={part} props={props} />;
}

function Later<P extends object>({ part, props }: { part: Part<P>; props: P & { meanwhile?: ReactNode } }) {
  const [, setThere] = useState(part.there !== undefined);
  useEffect(() => {
    const end = new AbortController();
    const ask = async (): Promise<void> => {
      try {
        part.there ??= (await part.load()).default;
        if (!end.signal.aborted) setThere(true);
      } catch {
        pauses.wait();
      }
    };
    const pauses = growingPauses(() => void ask(), PAUSES, end.signal);
    void ask();
    return () => end.abort();
  }, [part]);
  const { meanwhile = null, ...rest } = props;
  return part.there ? <part.there {...(rest as P)} /> : meanwhile;
}
