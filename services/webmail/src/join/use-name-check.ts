import { useEffect, useState } from 'react';
import { askForName, type JoinableDomain, Refused } from './api.ts';
import type { Fault } from './words/index.ts';

/** What is known of a name: nothing yet, a check is running, the address that the person would get, or why the name is refused. */
export type NameCheck =
  | { readonly state: 'none' | 'checking' }
  | { readonly state: 'free'; readonly address: string }
  | ({ readonly state: 'fault' } & Fault);

/** How long typing must pause before the server is asked: it limits how many names a network may ask for. */
const PAUSE_MS = 500;

export function useNameCheck(name: string, domain: JoinableDomain, nameLength: number): NameCheck {
  const [answer, setAnswer] = useState<{ of: string; check: NameCheck } | null>(null);
  const asked = `${name.trim()}@${domain.name}`;
  const local = localCheck(name.trim(), domain, nameLength);
  const isLocal = local !== null;
  useEffect(() => {
    if (isLocal) return undefined;
    const stop = new AbortController();
    const timer = setTimeout(() => {
      askForName(name.trim(), domain.name, stop.signal).then(
        (found) =>
          setAnswer({
            of: asked,
            check: 'fault' in found ? { state: 'fault', fault: found.fault } : { state: 'free', ...found },
          }),
        (error: unknown) => {
          if (error instanceof Refused)
            setAnswer({ of: asked, check: { state: 'fault', fault: error.fault, retrySeconds: error.retrySeconds } });
        },
      );
    }, PAUSE_MS);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, [asked, name, domain.name, isLocal]);
  return local ?? (answer?.of === asked ? answer.check : { state: 'checking' });
}

/** Returns what is clear without the server; null where the server has to be asked. */
function localCheck(name: string, domain: JoinableDomain, nameLength: number): NameCheck | null {
  if (name === '') return { state: 'none' };
  const fault = (fault: string): NameCheck => ({ state: 'fault', fault });
  if (domain.names === 'ascii' && !/^[A-Za-z0-9._-]*$/.test(name))
    return fault(/^[\p{L}\p{M}\p{N}._-]*$/u.test(name) ? 'name-script' : 'name-invalid');
  if (/^[._-]|[._-]{2}|[\s@+]/.test(name)) return fault('name-invalid');
  if (new TextEncoder().encode(name).length < nameLength) return { state: 'none' };
  return null;
}
