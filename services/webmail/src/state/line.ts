import { whileAlone } from './locks.ts';
import { call, useMail } from './mail.ts';
import { growingPauses, type Pauses } from './pauses.ts';

/** Waiting times between two checks whether the server can be reached. */
const PAUSES = { firstMs: 2_000, longestMs: 30_000 } as const;

/**
 * Checks, while the server is unreachable, whether it is back, until the signal. One window checks and tells the others; one that gets the
 * focus checks too. The pauses grow until they are reset, so that a server that answers only this check is not asked more often.
 */
export function watchLine(accountId: string, signal: AbortSignal): Pauses {
  const name = `postroom.line.${accountId}`;
  const others = new BroadcastChannel(name);
  let away: AbortController | undefined;
  let turn: AbortSignal | undefined;
  const isMyTurn = (): boolean => turn !== undefined && !turn.aborted;
  const ask = async (): Promise<void> => {
    if (!useMail.getState().isOffline) return;
    await call([['Core/echo', {}]], signal);
    if (!signal.aborted) others.postMessage(null);
  };
  const look = async (): Promise<void> => {
    if (isMyTurn()) await ask().catch(() => undefined);
    if (isMyTurn()) pauses.wait();
  };
  const pauses = growingPauses(() => void look(), PAUSES, signal);
  const follow = (isOffline: boolean): void => {
    if (isOffline === (away !== undefined)) return;
    away?.abort();
    away = undefined;
    if (!isOffline) return;
    away = new AbortController();
    whileAlone(name, AbortSignal.any([signal, away.signal]), (mine) => {
      turn = mine;
      pauses.wait();
    });
  };
  others.onmessage = () => useMail.setState({ isOffline: false });
  window.addEventListener('focus', () => isMyTurn() || void ask().catch(() => undefined), { signal });
  const stop = useMail.subscribe(({ isOffline }) => follow(isOffline));
  signal.addEventListener('abort', () => {
    stop();
    others.close();
  });
  follow(useMail.getState().isOffline);
  return pauses;
}
