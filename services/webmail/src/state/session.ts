import { RequestFailed, signIn, signOut } from '../jmap/client.ts';
import { part } from '../shell/part.ts';
import { start } from './account.ts';
import { forgetExports } from './gathered.ts';
import { alone } from './locks.ts';
import { client, signedOut, useMail } from './mail.ts';
import { usePending } from './offline/pending.ts';
import { forgetSeen } from './offline/recall.ts';
import { forgetKept, keptNames, leaveAll } from './writing/drafts.ts';

/** In the browser's storage while the server has not heard yet that somebody signed out here. */
const LEAVING = 'postroom.leaving';

/** In the browser's storage: when somebody signed in here last. */
const ENTERED = 'postroom.entered';

let leaving: Promise<void> | undefined;

export function isLeaving(): boolean {
  return localStorage.getItem(LEAVING) !== null;
}

/** Begins with who is signed in; not with somebody who signed out here while there was no connection. */
export async function begin(): Promise<void> {
  window.addEventListener('online', () => void endAgain().catch(() => undefined));
  // Another tab signs out, or in.
  window.addEventListener('storage', ({ key, newValue }) => {
    if (key === LEAVING && newValue !== null && useMail.getState().client) leaveHere();
    if (key === ENTERED && useMail.getState().status === 'signed-out') void start();
  });
  if (!isLeaving()) return start(true);
  signedOut();
  await endLeftSession().catch(() => undefined);
}

/** How many mails would be lost with signing out: saved nowhere but on this device, and not even now. */
export async function looseMails(): Promise<number> {
  await part('saving', () => import('./writing/saving.ts')).then(
    (it) => it.saveAll(),
    () => undefined,
  );
  return keptNames(client().accountId).length;
}

/** Signs out: on this device at once, and with the server as soon as it can be reached. */
export async function leaveAccount(): Promise<void> {
  localStorage.setItem(LEAVING, '');
  leaveHere();
  await endLeftSession().catch(() => undefined);
}

function leaveHere(): void {
  const { accountId } = client();
  leaveAll();
  forgetKept(accountId);
  void forgetExports();
  usePending.setState({ count: 0, mails: 0, replayed: null });
  void forgetSeen(accountId);
  signedOut();
}

/** Signs in, in all tabs. Throws RequestFailed. */
export async function enter(login: string, password: string): Promise<void> {
  await endLeftSession();
  await signIn(login, password);
  localStorage.setItem(ENTERED, String(Date.now()));
  await start();
}

/** Ends the session that was left. Throws `offline`. */
async function endLeftSession(): Promise<void> {
  if (!isLeaving()) return;
  leaving ??= alone(LEAVING, endAlone).finally(() => {
    leaving = undefined;
  });
  await leaving;
}

/** One tab at a time: what one still has on the way would end the session that begins in another. */
async function endAlone(): Promise<void> {
  if (!isLeaving()) return;
  try {
    await signOut();
  } catch (error) {
    // It has ended already.
    if (!(error instanceof RequestFailed) || error.kind !== 'signed-out') throw error;
  }
  localStorage.removeItem(LEAVING);
}

/** The line is there again: a try that was under way before may fail yet, and that says nothing. */
async function endAgain(): Promise<void> {
  await leaving?.catch(() => undefined);
  await endLeftSession();
}
