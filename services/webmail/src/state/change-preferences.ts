import { sendJson } from '../jmap/client.ts';
import {
  type AccountPreferences,
  type Change,
  inTurn,
  known,
  others,
  readKept,
  show,
  usePreferences,
  waiting,
} from './account-preferences.ts';
import { alone } from './locks.ts';
import { noteFailure } from './mail.ts';
import { showError } from './show-error.ts';

/** The most senders that are kept; the oldest are dropped first. */
const MAX_SENDERS = 1_000;
/** The longest request that may outlive its page, in characters: browsers allow 64 KiB for all such requests together (Fetch 4.6). */
const MAX_LASTING = 16_000;

function keep(changed: Partial<AccountPreferences>): Promise<Response> {
  const keepalive = JSON.stringify(changed).length <= MAX_LASTING;
  return sendJson('PATCH', '/account/preferences', changed, { keepalive });
}

/**
 * Changes preferences here at once and then on the server; a refused change is undone and the person is told. Returns whether it was saved.
 * @param change for lists a function, which is applied to what the account has by then
 */
export async function changePreferences(change: Partial<AccountPreferences> | Change): Promise<boolean> {
  const { accountId, ...before } = usePreferences.getState();
  const changes: Change = typeof change === 'function' ? change : () => change;
  waiting.add(changes);
  show(accountId);
  const reading = new AbortController();
  // When the page closes before the server's preferences are read, the change is saved on top of those known here.
  const leave = (): void => void keep(changes(before)).catch(() => undefined);
  window.addEventListener('pagehide', leave, { signal: reading.signal });
  // Only one tab at a time reads and writes: another one would overwrite this change with what it read before.
  const write = async (): Promise<void> => {
    const kept = typeof change === 'function' ? await readKept() : known.now;
    reading.abort();
    const wanted = changes(kept);
    await keep(wanted);
    if (usePreferences.getState().accountId === accountId) known.now = { ...kept, ...wanted };
  };
  try {
    await inTurn(() => alone(`postroom.preferences.${accountId}`, write));
    others.postMessage(accountId);
    return true;
  } catch (error) {
    noteFailure(error);
    showError(error);
    return false;
  } finally {
    reading.abort();
    waiting.delete(changes);
    show(accountId);
  }
}

/** Always shows a sender's remote pictures, or asks again. */
export async function showPicturesOf(sender: string, wants: boolean): Promise<void> {
  const address = sender.toLowerCase();
  await changePreferences(({ picturesFrom }) => {
    const rest = picturesFrom.filter((one) => one !== address);
    return { picturesFrom: wants ? [...rest, address].slice(-MAX_SENDERS) : rest };
  });
}
