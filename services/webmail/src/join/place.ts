import { useSyncExternalStore } from 'react';

/** The values of a link. They stand behind the `#`, so that no server or proxy sees them. */
export interface Place {
  /** The code of an invitation. */
  readonly code: string;
  /** The token of an application. */
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

/** Shows an application. Its link is then in the address bar, where the person can keep it. */
export function goToApplication(token: string): void {
  location.replace(`#application=${token}`);
}

export function goToForm(): void {
  location.hash = '';
}
