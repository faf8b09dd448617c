import type { Random } from '@postroom/testkit';
import type { Command, ViewingClient } from './client.ts';
import { storeCommand } from './store.ts';

/** With more messages than this, more are removed than added. */
const MANY = 40;
const ITEMS = ['FLAGS', 'ENVELOPE', 'INTERNALDATE', 'BODY', 'BODYSTRUCTURE', 'RFC822.SIZE', 'SAVEDATE'];
const PIECES = ['BODY.PEEK[]', 'BODY.PEEK[HEADER]', 'BODY.PEEK[TEXT]', 'BODY.PEEK[1]', 'BODY.PEEK[2.MIME]', 'BODY[1]'];
const KEYS = [
  'ALL',
  'SEEN',
  'UNSEEN',
  'DELETED',
  'RECENT',
  'NEW',
  'OLD',
  'KEYWORD Work',
  'NOT FLAGGED',
  'SUBJECT "mail 1"',
];

/** Returns one to three commands that a client may send at once (RFC 3501 5.5). */
export function randomCommands(random: Random, client: ViewingClient): Command[] {
  const commands = [randomCommand(random, client)];
  // After a command that moves sequence numbers, none may use them.
  while (!commands.at(-1)?.expunges && random.chance(0.4) && commands.length < 3) {
    commands.push(random.pick(COUNTING)(random, client));
  }
  return commands;
}

function randomCommand(random: Random, client: ViewingClient): Command {
  const count = client.view.messages.length;
  if (count === 0 || (count < MANY && random.chance(0.2))) return append(random, client);
  const choice = random.chance(count > MANY ? 0.6 : 0.4) ? OTHERS : COUNTING;
  return random.pick(choice)(random, client);
}

type Maker = (random: Random, client: ViewingClient) => Command;

const COUNTING: readonly Maker[] = [fetchItems, fetchItems, fetchPieces, search, sort, store, store, deleteSome];
const OTHERS: readonly Maker[] = [
  noop,
  noop,
  uidFetch,
  uidSearch,
  uidStore,
  expunge,
  expunge,
  uidExpunge,
  copy,
  move,
  move,
];

function fetchItems(random: Random, client: ViewingClient): Command {
  const asked = new Set(Array.from({ length: 1 + random.below(4) }, () => random.pick(ITEMS)));
  return { text: `FETCH ${someNumbers(random, client)} (UID ${[...asked].join(' ')})`, expunges: false };
}

function fetchPieces(random: Random, client: ViewingClient): Command {
  return { text: `FETCH ${someNumbers(random, client)} (UID ${random.pick(PIECES)})`, expunges: false };
}

function search(random: Random, client: ViewingClient): Command {
  const how = random.chance(0.3) ? 'RETURN (MIN MAX COUNT) ' : '';
  return { text: `SEARCH ${how}${random.pick(KEYS)} ${someNumbers(random, client)}`, expunges: false };
}

function sort(random: Random, client: ViewingClient): Command {
  const text = random.chance(0.3)
    ? 'THREAD REFERENCES UTF-8 ALL'
    : `SORT (${random.pick(['ARRIVAL', 'REVERSE SIZE', 'SUBJECT', 'FROM DATE'])}) UTF-8 ${someNumbers(random, client)}`;
  return { text, expunges: false };
}

function store(random: Random, client: ViewingClient): Command {
  return storeCommand(random, client, someNumbers(random, client), false);
}

function deleteSome(random: Random, client: ViewingClient): Command {
  return storeCommand(random, client, someNumbers(random, client), false, { sign: '+', flags: ['\\Deleted'] });
}

function uidStore(random: Random, client: ViewingClient): Command {
  return storeCommand(random, client, someUids(random, client), true);
}

function noop(random: Random): Command {
  return { text: random.pick(['NOOP', 'CHECK', 'STATUS INBOX (MESSAGES UNSEEN)']), expunges: true };
}

function uidFetch(random: Random, client: ViewingClient): Command {
  return { text: `UID FETCH ${someUids(random, client)} (${random.pick(ITEMS)})`, expunges: true };
}

function uidSearch(random: Random): Command {
  return { text: `UID SEARCH ${random.pick(KEYS)}`, expunges: true };
}

function expunge(): Command {
  return { text: 'EXPUNGE', expunges: true };
}

function uidExpunge(random: Random, client: ViewingClient): Command {
  return { text: `UID EXPUNGE ${someUids(random, client)}`, expunges: true };
}

/** Returns a COPY (RFC 3501 6.4.7), half of the time into the mailbox itself. */
function copy(random: Random, client: ViewingClient): Command {
  const target = client.view.messages.length < MANY && random.chance(0.5) ? client.place.mailbox : 'Archive';
  return { text: `COPY ${oneOrTwo(random, client)} ${target}`, expunges: true };
}

/** Returns a MOVE (RFC 6851); moved into its own mailbox, a message gets a new uid. */
function move(random: Random, client: ViewingClient): Command {
  const target = random.chance(0.5) ? client.place.mailbox : 'Archive';
  return { text: `MOVE ${oneOrTwo(random, client)} ${target}`, expunges: true };
}

function append(random: Random, { place }: ViewingClient): Command {
  const number = random.below(1_000_000);
  const flags = random.pick(['', '(\\Seen) ', '(Work \\Flagged) ', '(\\Deleted) ']);
  const date = random.chance(0.5) ? `"1${random.below(9)}-Nov-2026 10:0${random.below(9)}:00 +0100" ` : '';
  return { text: `APPEND ${place.mailbox} ${flags}${date}`.trimEnd(), literal: mail(number), expunges: true };
}

function mail(number: number): string {
  return [
    `From: Anna <anna${number % 7}@far.test>`,
    `Subject: mail ${number}`,
    `Message-ID: <${number}@far.test>`,
    ...(number % 3 === 0 ? [`References: <${number - 1}@far.test>`] : []),
    'MIME-Version: 1.0',
    'Content-Type: multipart/mixed; boundary=b',
    '',
    ...['--b', '', 'words '.repeat(number % 50), '--b', 'Content-Type: text/html', '', `<p>${number}</p>`, '--b--', ''],
  ].join('\r\n');
}

function someNumbers(random: Random, { view }: ViewingClient): string {
  const last = view.messages.length;
  const one = () => 1 + random.below(last);
  return random.pick([`${one()}`, `${one()}:${one()}`, `${one()},${one()}`, `${one()}:*`, '1:*']);
}

function oneOrTwo(random: Random, { view }: ViewingClient): string {
  const from = 1 + random.below(view.messages.length);
  return `${from}:${Math.min(view.messages.length, from + random.below(2))}`;
}

/** Returns uids that the client knows, or all. */
function someUids(random: Random, { view }: ViewingClient): string {
  const known = view.messages.flatMap(({ uid }) => uid ?? []);
  if (known.length === 0 || random.chance(0.2)) return '1:*';
  return random.chance(0.5) ? `${random.pick(known)}` : `${random.pick(known)}:${random.pick(known)}`;
}
