import { useSyncExternalStore } from 'react';

/** What the link says: behind the `#`, so that neither a server nor a proxy sees it. */
export interface Place {
  /** Of an invitation. */
  readonly code: string;
  /** Of an application. */
  readonly token: string;
}

function read(hash: string): Place {
  const given = new URLSearchParams(hash.slice(1));
  return { code: given.get('code') ?? '', token: given.get('application') ?? '' };
}

export function usePlace(): Place {
  const hash = useSyncExternalStore(
    (changed) => {
      addEventListener('hashchange', changed);
      return () => removeEventListener('hashchange', changed);
    },
    () => location.hash,
  );
  return read(hash);
}

/** Goes to an application, whose link is then in the address bar to be kept. */
export function goToApplication(token: string): void {
  location.replace(`#application=${token}`);
}

export function goToForm(): void {
  location.hash = '';
}
