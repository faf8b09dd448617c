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

/** Mails about one event that are looked at, the last ones. */
const MAX_MAILS = 50;
/** Newer ones of which is asked who wrote them. */
const MAX_NEWER = 40;
/** What was sent later may have come a little earlier, ms. */
const OVERTAKEN = 24 * 60 * 60 * 1000;
/** Characters that stand behind `UID:` in a line at least, however a program folds it. */
const MAX_LINE = 64;

/** What came in the place of an invitation. */
export interface Newest {
  readonly emailId: string;
  readonly receivedAt: string;
  readonly isCancelled: boolean;
}

type Came = Pick<Message, 'id' | 'from' | 'receivedAt' | 'htmlBody' | 'textBody' | 'attachments'>;

/**
 * The newest of what who invites wrote of the same event, where that is newer than this invitation and as surely theirs: whoever can
 * write an address in From must not call off what they invite to. Throws RequestFailed.
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
  // Without them nothing is believed.
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

/** Those that came since, the first ones first, but in Junk and Trash. Their calendars are searched as all text is. */
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

/** As much of it as stands in one line of a calendar, and is written there as it is (RFC 5545 3.1, 3.3.11). */
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
