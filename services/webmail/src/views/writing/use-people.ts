import { useEffect, useMemo, useState } from 'react';
import { complete, everybody } from '../../format/complete.ts';
import { safeLine } from '../../format/safe-line.ts';
import type { EmailAddress } from '../../jmap/types.ts';
import { useMail } from '../../state/mail.ts';
import { findPeople } from '../../state/writing/find-people.ts';

/** Ms without a key before the server is asked. */
const PAUSE_MS = 150;

/** Returns the people whom typed text may mean: at once those of the loaded mail, then those of all past mail too. */
export function usePeople(typed: string): readonly EmailAddress[] {
  const rows = useMail((state) => state.rows);
  const known = useMemo(
    () => everybody(Object.values(rows).flatMap(({ from, to }) => [...(from ?? []), ...(to ?? [])])),
    [rows],
  );
  const past = usePast(typed.trim());
  return useMemo(() => complete(everybody([...known, ...past]), typed), [known, past, typed]);
}

/** Asks the server; what it found for fewer letters stays until it has answered. */
function usePast(typed: string): readonly EmailAddress[] {
  const [found, setFound] = useState<readonly EmailAddress[]>([]);
  useEffect(() => {
    if (typed === '' || useMail.getState().isOffline) return undefined;
    const end = new AbortController();
    const ask = async (): Promise<void> => {
      const people = await findPeople(typed, end.signal);
      if (!end.signal.aborted)
        setFound(people.map(({ name, email }) => ({ name: name && safeLine(name), email: safeLine(email) })));
    };
    const timer = setTimeout(() => void ask().catch(() => undefined), PAUSE_MS);
    return () => {
      clearTimeout(timer);
      end.abort();
    };
  }, [typed]);
  return found;
}
