import { type ComponentType, type ReactNode, useEffect, useState } from 'react';

/** Ms until a part that did not come is asked for again; the last one each time after. */
const WAITS_MS = [1_000, 3_000, 10_000] as const;

interface Part<P> {
  readonly load: () => Promise<{ default: ComponentType<P> }>;
  there?: ComponentType<P>;
}

/**
 * A part of the page that comes when it is shown for the first time. What a broken line kept back is asked for again, at once when the
 * line is back, for as long as it would be shown; `meanwhile` stands in its place, and all around it stays.
 */
export function later<P extends object>(load: Part<P>['load']): ComponentType<P & { meanwhile?: ReactNode }> {
  const part: Part<P> = { load };
  return (props) => <Later part={part} props={props} />;
}

function Later<P extends object>({ part, props }: { part: Part<P>; props: P & { meanwhile?: ReactNode } }) {
  const [, setThere] = useState(part.there !== undefined);
  useEffect(() => {
    const end = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    let tries = 0;
    const ask = async (): Promise<void> => {
      clearTimeout(timer);
      try {
        part.there ??= (await part.load()).default;
        if (!end.signal.aborted) setThere(true);
      } catch {
        if (end.signal.aborted) return;
        clearTimeout(timer);
        timer = setTimeout(askAgain, WAITS_MS[Math.min(tries++, WAITS_MS.length - 1)]);
      }
    };
    const askAgain = (): void => void ask();
    window.addEventListener('online', askAgain, { signal: end.signal });
    askAgain();
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [part]);
  const { meanwhile = null, ...rest } = props;
  return part.there ? <part.there {...(rest as P)} /> : meanwhile;
}
