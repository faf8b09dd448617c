import { type CalendarEvent, readEvent } from '../../format/calendar/event.ts';
import { isNewer } from '../../format/calendar/newer.ts';
import { ownerOf } from '../../jmap/ids.ts';
import { type Message, ROW_PROPERTIES } from '../../jmap/types.ts';
import { isCalendar } from '../files.ts';
import { foldersOf } from '../folders/in-trash.ts';
import { addRows, call, client, useMail } from '../mail.ts';
import { marksSince } from '../marks.ts';
import { readOrigins } from '../origins.ts';
import { readText } from '../read-text.ts';
import { isAsSure } from './as-sure.ts';
import { invitationIn } from './invitation-in.ts';

/** The most messages about one event that are read, the newest ones. */
const MAX_MAILS = 50;
/** The most newer messages whose origin is checked. */
const MAX_NEWER = 40;
/** A message that was sent later may arrive this much earlier, ms. */
const OVERTAKEN = 24 * 60 * 60 * 1000;
/** Characters that stand in one line after `UID:`, however a program folds its lines. */
const MAX_LINE = 64;

/** The message that replaces an invitation. */
export interface Newest {
  readonly emailId: string;
  readonly receivedAt: string;
  readonly isCancelled: boolean;
}

type Came = Pick<Message, 'id' | 'from' | 'receivedAt' | 'htmlBody' | 'textBody' | 'attachments'>;

/**
 * Returns the organizer's newest message about the event, if it is newer than this invitation and its author is as sure. Otherwise anybody
 * who can write an address into From could cancel the event. Throws RequestFailed.
 */
export async function newestOf(message: Message, event: CalendarEvent): Promise<Newest | null> {
  const senders = [message.from?.[0]?.email, event.organizer?.email].flatMap((email) => email?.toLowerCase() ?? []);
  if (ownerOf(message.id) !== undefined || event.uid === '' || senders.length === 0) return null;
  const isTheirs = ({ from }: Came): boolean => senders.includes(from?.[0]?.email.toLowerCase() ?? '');
  const came = (await mailsAbout(event.uid, senders, message.receivedAt)).filter(
    (mail) => mail.id !== message.id && isTheirs(mail) && mail.attachments.some(isCalendar),
  );
  const read = await Promise.all(came.map(async (mail) => ({ mail, event: await eventIn(mail) })));
  const newer = read
    .flatMap(({ mail, event: other }) =>
      other && isNewer(other, event) && isSameOrganizer(other, event) ? [{ mail, event: other }] : [],
    )
    .slice(-MAX_NEWER);
  if (newer.length === 0) return null;
  // A message whose origin is unknown is not believed.
  const origins = await readOrigins([message.id, ...newer.map(({ mail }) => mail.id)]);
  let newest: Newest | null = null;
  let before = event;
  for (const { mail, event: other } of newer) {
    const [earlier, later] = [origins.get(message.id), origins.get(mail.id)];
    if (!earlier || !later || !isAsSure(later, earlier) || !isNewer(other, before)) continue;
    before = other;
    newest = { emailId: mail.id, receivedAt: mail.receivedAt, isCancelled: other.isCancelled };
  }
  return newest;
}

function isSameOrganizer(one: CalendarEvent, other: CalendarEvent): boolean {
  return one.organizer?.email.toLowerCase() === other.organizer?.email.toLowerCase();
}

/** Returns the later messages about the event, oldest first, except those in Junk and Trash. Search finds them by the text of their calendars. */
async function mailsAbout(uid: string, senders: readonly string[], receivedAt: string): Promise<readonly Came[]> {
  const apart = ['junk', 'trash'].flatMap((role) => foldersOf(useMail.getState().mailboxes, role));
  const after = `${new Date(Date.parse(receivedAt) - OVERTAKEN).toISOString().slice(0, 19)}Z`;
  const filter = {
    operator: 'AND',
    conditions: [
      { operator: 'OR', conditions: [...new Set(senders)].map((from) => ({ from })) },
      { after, inMailboxOtherThan: apart.map(({ id }) => id), body: searchedFor(uid) },
    ],
  };
  const sort = [{ property: 'receivedAt', isAscending: false }];
  const asShown = marksSince();
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
  addRows(asShown(list));
  return list.toSorted((one, other) => Date.parse(one.receivedAt) - Date.parse(other.receivedAt));
}

/** Returns the part of a uid that stands unescaped in one line of a calendar (RFC 5545 3.1, 3.3.11), as a phrase to search for. */
function searchedFor(uid: string): string {
  const [plain = ''] = /^[^\\;,"\s]*/.exec(uid.slice(0, MAX_LINE)) ?? [];
  return plain === '' ? '' : `"${plain}"`;
}

async function eventIn(mail: Came): Promise<CalendarEvent | null> {
  const part = invitationIn(mail);
  if (!part) return null;
  const url = client().downloadUrl(part.blobId ?? '', 'invitation.ics', 'text/calendar');
  return readEvent(await readText(url, part.charset));
}
