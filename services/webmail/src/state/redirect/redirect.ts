import type { EmailAddress, Identity, Message, Submission } from '../../jmap/types.ts';
import { text } from '../../words/index.ts';
import { redirectText } from '../../words/redirect/index.ts';
import { readIdentities } from '../account.ts';
import { call, isUnsure, noteFailure } from '../mail.ts';
import { refresh } from '../refresh.ts';
import { Refused, refusedOf } from '../refused.ts';
import { reasonFor } from '../show-error.ts';
import { readSubmissions } from '../submissions.ts';
import { show } from '../toasts.ts';
import { countDown, UNDO_SECONDS } from '../writing/undo.ts';
import { takeRedirectBack } from './take-back.ts';

/** A mail that is to be passed on. */
export interface Redirection {
  readonly message: Message;
  readonly identity: Identity;
  readonly to: readonly EmailAddress[];
  /** An earlier try had no answer: it is looked up first whether that one went out. */
  readonly isUnsure: boolean;
}

/** Why it was not passed on, in words. */
export interface Unsent {
  readonly why: string;
  readonly isUnsure: boolean;
  /** Addresses that the server took no mail for. */
  readonly refused: readonly string[];
}

/** Passes a mail on as it is (RFC 5322 3.6.6), with an undo. Returns why it did not go out, null when it did. */
export async function redirect(redirection: Redirection): Promise<Unsent | null> {
  const { message, identity } = redirection;
  try {
    if (redirection.isUnsure && (await wentOut(redirection))) show(redirectText('before'));
    else await submit(redirection);
    void readSubmissions([message.id]).catch(noteFailure);
    void refresh(new Set(['Email']));
    return null;
  } catch (error) {
    noteFailure(error);
    if (isUnsure(error)) return { why: redirectText('unsure'), isUnsure: true, refused: [] };
    const { invalidRecipients: refused = [] } = error instanceof Refused ? error.error : {};
    return { why: await whyOf(error, identity), isUnsure: redirection.isUnsure, refused };
  }
}

async function submit({ message, identity, to }: Redirection): Promise<void> {
  const { id: emailId } = message;
  const mailFrom = { email: (identity.sender ?? identity).email, parameters: { HOLDFOR: String(UNDO_SECONDS) } };
  const rcptTo = [...new Set(to.map(({ email }) => email))].map((email) => ({ email }));
  const [answer] = await call([
    [
      'EmailSubmission/set',
      {
        create: { on: { identityId: identity.id, emailId, resentTo: to, envelope: { mailFrom, rcptTo } } },
        onSuccessUpdateEmail: { '#on': { 'keywords/$forwarded': true } },
      },
    ],
  ]);
  const made = (answer?.created as { on?: { id: string } } | null)?.on;
  if (!made) throw new Refused(refusedOf(answer) ?? { type: '' });
  const wasForwarded = Boolean(message.keywords.$forwarded);
  countDown(made.id, () => void takeRedirectBack(made.id, wasForwarded ? {} : { 'keywords/$forwarded': null }));
}

/** Whether one to the same people was taken in already. */
async function wentOut({ message, to }: Redirection): Promise<boolean> {
  const [, got] = await call([
    ['EmailSubmission/query', { filter: { emailIds: [message.id] } }],
    ['EmailSubmission/get', { '#ids': { resultOf: '0', name: 'EmailSubmission/query', path: '/ids' } }],
  ]);
  const wanted = JSON.stringify(to.map(({ email }) => email));
  return ((got?.list ?? []) as Submission[]).some(
    ({ resentTo, undoStatus }) =>
      undoStatus !== 'canceled' && JSON.stringify(resentTo?.map(({ email }) => email)) === wanted,
  );
}

async function whyOf(error: unknown, { email }: Identity): Promise<string> {
  if (error instanceof Refused) {
    const { type, properties = [] } = error.error;
    if (type === 'forbiddenFrom') return text('compose.notSent', { reason: redirectText('refused') });
    if (type === 'forbiddenMailFrom' || properties.includes('identityId')) {
      await readIdentities().catch(noteFailure);
      return redirectText('from', { address: email });
    }
  }
  return text('compose.notSent', { reason: await reasonFor(error, true) });
}
