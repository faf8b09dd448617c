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

/** A message that is to be redirected. */
export interface Redirection {
  readonly message: Message;
  readonly identity: Identity;
  readonly to: readonly EmailAddress[];
  /** An earlier attempt had no answer, so it is first checked whether that one was sent. */
  readonly isUnsure: boolean;
}

/** Why a message was not redirected, in words. */
export interface Unsent {
  readonly why: string;
  readonly isUnsure: boolean;
  /** The addresses that the server refused. */
  readonly refused: readonly string[];
}

/** Redirects a message as it is (RFC 5322 3.6.6), with an undo. Returns why it was not sent, null when it was. */
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

/** Returns whether a redirect to the same people was already accepted. */
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
