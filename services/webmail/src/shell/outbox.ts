import { type Calls, type Invocation, sendWaiting } from './send-waiting.ts';
import { putWaiting, readAllWaiting, readWaiting, TRIED, type WaitingMail } from './waiting-mails.ts';

/** The capabilities that sending needs. */
const USING = ['core', 'mail', 'submission'].map((name) => `urn:ietf:params:jmap:${name}`);
/** Ms after which the server counts as unreachable. */
const ANSWER_MS = 60_000;

/** Sends the waiting mails that no page has. Rejects where one of them is to be tried again. */
export async function sendAllWaiting(): Promise<void> {
  const mails = await readAllWaiting();
  if (mails.length === 0) return;
  const accountId = await signedIn();
  let left = 0;
  for (const { name } of mails.filter((each) => each.accountId === accountId))
    await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      const mail = lock ? await readWaiting(name) : undefined;
      if (!mail || !(mail.isGone || (await wasTried(mail)))) left++;
    });
  const done = new BroadcastChannel(TRIED);
  done.postMessage(null);
  done.close();
  if (left > 0) throw new Error('some mails still wait');
}

/** Returns whether there is no need to try again. */
async function wasTried(mail: WaitingMail): Promise<boolean> {
  let known = mail;
  try {
    const note = async (change: Partial<WaitingMail>): Promise<void> => {
      known = { ...known, ...change };
      await putWaiting(known);
    };
    const outcome = await sendWaiting(mail, callsFor(mail.accountId), note);
    if (outcome === 'gone') await note({ isGone: true });
    return true;
  } catch {
    return false;
  }
}

/** Returns the account that is signed in here. Throws where nobody is, or there is no connection. */
async function signedIn(): Promise<string | undefined> {
  const { primaryAccounts } = (await asked('/jmap/session')) as { primaryAccounts: Record<string, string> };
  return primaryAccounts['urn:ietf:params:jmap:mail'];
}

function callsFor(accountId: string): Calls {
  return async (calls: readonly Invocation[]) => {
    const methodCalls = calls.map(([name, args], at) => [name, { accountId, ...args }, String(at)]);
    const { methodResponses } = (await asked('/jmap/api', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ using: USING, methodCalls }, wholeCharacters),
    })) as { methodResponses: [name: string, args: Record<string, unknown>, callId: string][] };
    if (methodResponses.some(([name]) => name === 'error')) throw new Error('a method failed');
    // The response of an implicit Email/set has the same id as that of its call, and follows it.
    return calls.map((_, at) => methodResponses.find(([, , callId]) => callId === String(at))?.[1] ?? {});
  };
}

/** Replaces half characters, which are not I-JSON (RFC 8620 1.5). */
function wholeCharacters(_name: string, value: unknown): unknown {
  return typeof value === 'string' ? value.toWellFormed() : value;
}

async function asked(path: string, init: RequestInit = {}): Promise<unknown> {
  const response = await fetch(path, { ...init, signal: AbortSignal.timeout(ANSWER_MS) });
  if (!response.ok) throw new Error(`${path}: ${response.status}`);
  return response.json();
}
