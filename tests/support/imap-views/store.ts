import type { Random } from '@postroom/testkit';
import type { Command, ViewingClient } from './client.ts';
import type { MailboxView, SeenMessage } from './view.ts';

const FLAGS = ['\\Seen', '\\Answered', '\\Flagged', '\\Draft', 'Work', 'Play', '$Forwarded'];

interface Change {
  readonly sign: '+' | '-' | '';
  readonly flags: readonly string[];
}

/** Returns a STORE in any of its forms; a silent change is applied to the view, as clients do. */
export function storeCommand(
  random: Random,
  { condstore, view }: ViewingClient,
  set: string,
  uid: boolean,
  change: Change = { sign: random.pick(['+', '-', '', '+']), flags: [random.pick(FLAGS), random.pick(FLAGS)] },
): Command {
  const silent = random.chance(0.4);
  const since =
    condstore && random.chance(0.3) ? view.messages.reduce((most, m) => Math.max(most, m.modseq ?? 1), 1) : 0;
  const modifier = since > 0 ? `(UNCHANGEDSINCE ${since}) ` : '';
  const item = `${change.sign}FLAGS${silent ? '.SILENT' : ''}`;
  let meant: SeenMessage[] = [];
  return {
    text: `${uid ? 'UID ' : ''}STORE ${set} ${modifier}${item} (${change.flags.join(' ')})`,
    expunges: uid,
    begins(now) {
      if (!uid) meant = inSet(now, set);
    },
    answered(status, now) {
      const complete = status.startsWith('OK') && !status.includes('[MODIFIED');
      if (silent) {
        const isSure = complete && !uid;
        for (const message of isSure ? meant : now.messages) silently(message, change, isSure);
      } else if (complete) for (const message of meant) loudly(message, change);
    },
  };
}

/** Returns the messages of a set of sequence numbers. */
function inSet({ messages }: MailboxView, set: string): SeenMessage[] {
  const numbered = (text: string) => (text === '*' ? messages.length : Number(text));
  return set.split(',').flatMap((part) => {
    const [from = 0, to = from] = part.split(':').map(numbered);
    return messages.slice(Math.min(from, to) - 1, Math.max(from, to));
  });
}

/** Applies a silent change to what the client knows; where its result is not certain, the flags become unknown. */
function silently(message: SeenMessage, change: Change, isSure: boolean): void {
  if (message.answered || message.flags === undefined) return;
  if (isSure) message.flags = changed(message.flags, change);
  else delete message.flags;
}

/** Checks that one of the responses has the flags just after the change (RFC 3501 6.4.6). */
function loudly(message: SeenMessage, { sign, flags }: Change): void {
  const wanted = flags.map((flag) => flag.toLowerCase());
  const fits = (told: ReadonlySet<string>) =>
    wanted.every((flag) => told.has(flag) !== (sign === '-')) && (sign !== '' || told.size === new Set(wanted).size);
  if (!message.answered?.some(fits))
    throw new Error(`STORE told ${JSON.stringify(message.answered?.map((told) => [...told]))}`);
}

function changed(before: ReadonlySet<string>, { sign, flags }: Change): ReadonlySet<string> {
  const wanted = flags.map((flag) => flag.toLowerCase());
  if (sign === '') return new Set(wanted);
  return sign === '+' ? new Set([...before, ...wanted]) : new Set([...before].filter((flag) => !wanted.includes(flag)));
}
