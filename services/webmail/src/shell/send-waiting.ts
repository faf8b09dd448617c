import type { WaitingMail } from './waiting-mails.ts';

type Args = Record<string, unknown>;
export type Invocation = readonly [name: string, args: Args];
/** Makes calls of JMAP for the account of the mail. Rejects where there is no connection or no session. */
export type Calls = (calls: readonly Invocation[]) => Promise<readonly Args[]>;

/** The outcome: `gone` when the mail is sent; `refused` when the server does not take it, which the page tells the person. */
export type Outcome = 'gone' | 'refused';

/**
 * Sends a mail that waited, once, as the page does it (docs/decisions/0395-outbox.md): an attempt without an answer is looked up before the next
 * one, which sends a new email in place of the old one. Rejects where it is to be tried again.
 * @param note stores what is known, before anything depends on it; the page goes on from there
 * @param now ms since 1970
 */
export async function sendWaiting(
  mail: WaitingMail,
  call: Calls,
  note: (known: Pick<WaitingMail, 'isLost' | 'unsure'>) => Promise<void>,
  now = Date.now(),
): Promise<Outcome> {
  const { unsure } = mail;
  if (unsure !== null && (await isSent(unsure, call))) return 'gone';
  await note({ isLost: true, unsure });
  const former = [...new Set([...mail.former, ...(unsure === null ? [] : [unsure])])];
  const [answer, before] = await call([
    ['Email/set', { create: { mail: mail.email } }],
    ['Email/get', { ids: former, properties: ['keywords'] }],
  ]);
  const emailId = (answer?.created as { mail?: { id: string } } | null)?.mail?.id;
  if (emailId === undefined) return 'refused';
  const emails = (before?.list ?? []) as { id: string; keywords: Record<string, boolean> }[];
  const destroy = emails.filter(({ keywords }) => keywords.$draft).map(({ id }) => id);
  await call([['Email/set', { destroy }]]);
  // The earlier attempt may have arrived meanwhile; from now on it finds no email to send.
  if (unsure !== null && (await isSent(unsure, call))) return 'gone';
  await note({ isLost: true, unsure: emailId });
  const [sent] = await call([
    [
      'EmailSubmission/set',
      {
        create: { sent: { identityId: mail.identityId, emailId, envelope: envelopeOf(mail, now) } },
        onSuccessUpdateEmail: { '#sent': { mailboxIds: { [mail.sentId]: true }, 'keywords/$draft': null } },
      },
    ],
  ]);
  if (!(sent?.created as { sent?: object } | null)?.sent) return 'refused';
  const { about } = mail;
  // The mail is sent, whatever becomes of the mark.
  if (about)
    await call([['Email/set', { update: { [about.emailId]: { [`keywords/${about.keyword}`]: true } } }]]).catch(
      () => [],
    );
  return 'gone';
}

async function isSent(emailId: string, call: Calls): Promise<boolean> {
  const [, got] = await call([
    ['EmailSubmission/query', { filter: { emailIds: [emailId] } }],
    ['EmailSubmission/get', { '#ids': { resultOf: '0', name: 'EmailSubmission/query', path: '/ids' } }],
  ]);
  return ((got?.list ?? []) as { undoStatus: string }[]).some(({ undoStatus }) => undoStatus !== 'canceled');
}

/** Returns the envelope (RFC 8621 7). Nobody is there to undo, so it goes at once, or at its time (RFC 4865). */
function envelopeOf({ mailFrom, recipients, at }: WaitingMail, now: number): object {
  const isLater = at !== null && Date.parse(at) > now;
  return {
    mailFrom: { email: mailFrom, parameters: isLater ? { HOLDUNTIL: `${at.slice(0, 19)}Z` } : null },
    rcptTo: recipients.map((email) => ({ email })),
  };
}
