import { type CalendarEvent, readEvent } from '../../format/calendar/event.ts';
import { isNewer } from '../../format/calendar/newer.ts';
import { ownerOf } from '../../jmap/ids.ts';
import { type Message, ROW_PROPERTIES } from '../../jmap/types.ts';
import { foldersOf } from '../folders/in-trash.ts';
import { addRows, call, client, useMail } from '../mail.ts';
import { readText } from '../read-text.ts';
import { invitationIn, isCalendar } from './invitation-in.ts';

/** Mails of who invites that are looked at, and calendars that are read. */
const MAX_MAILS = 50;
const MAX_CALENDARS = 10;
/** What was sent later may have come a little earlier, ms. */
const OVERTAKEN = 24 * 60 * 60 * 1000;

/** What came in the place of an invitation. */
export interface Newest {
  readonly emailId: string;
  readonly receivedAt: string;
  readonly isCancelled: boolean;
}

type Came = Pick<Message, 'id' | 'from' | 'receivedAt' | 'htmlBody' | 'textBody' | 'attachments'>;

/** The newest of what the same sender wrote of the same event, where that is newer than this invitation. Throws RequestFailed. */
export async function newestOf(message: Message, event: CalendarEvent): Promise<Newest | null> {
  const senders = [message.from?.[0]?.email, event.organizer?.email].flatMap((email) => email?.toLowerCase() ?? []);
  if (ownerOf(message.id) !== undefined || event.uid === '' || senders.length === 0) return null;
  const isTheirs = ({ from }: Came): boolean => senders.includes(from?.[0]?.email.toLowerCase() ?? '');
  const came = (await mailsOf(senders, message.receivedAt)).filter((mail) => mail.id !== message.id && isTheirs(mail));
  const read = await Promise.all(
    came
      .filter((mail) => mail.attachments.some(isCalendar))
      .slice(-MAX_CALENDARS)
      .map(async (mail) => ({ mail, event: await eventIn(mail) })),
  );
  let newest: Newest | null = null;
  let before = event;
  for (const { mail, event: other } of read) {
    if (!other || !isNewer(other, before)) continue;
    before = other;
    newest = { emailId: mail.id, receivedAt: mail.receivedAt, isCancelled: other.isCancelled };
  }
  return newest;
}

/** Those that came since, but in Junk and Trash. */
async function mailsOf(senders: readonly string[], receivedAt: string): Promise<readonly Came[]> {
  const apart = ['junk', 'trash'].flatMap((role) => foldersOf(useMail.getState().mailboxes, role));
  const after = `${new Date(Date.parse(receivedAt) - OVERTAKEN).toISOString().slice(0, 19)}Z`;
  const filter = {
    operator: 'AND',
    conditions: [
      { operator: 'OR', conditions: [...new Set(senders)].map((from) => ({ from })) },
      { after, inMailboxOtherThan: apart.map(({ id }) => id) },
    ],
  };
  const sort = [{ property: 'receivedAt', isAscending: true }];
  const [, got] = await call([
    ['Email/query', { filter, sort, limit: MAX_MAILS }],
    [
      'Email/get',
      {
        '#ids': { resultOf: '0', name: 'Email/query', path: '/ids' },
        properties: [...ROW_PROPERTIES, 'htmlBody', 'textBody', 'attachments'],
        bodyProperties: ['blobId', 'size', 'name', 'type', 'charset'],
      },
    ],
  ]);
  const list = (got?.list ?? []) as Message[];
  addRows(list);
  return list;
}

async function eventIn(mail: Came): Promise<CalendarEvent | null> {
  const part = invitationIn(mail);
  if (!part) return null;
  const url = client().downloadUrl(part.blobId ?? '', 'invitation.ics', 'text/calendar');
  return readEvent(await readText(url, part.charset));
}
