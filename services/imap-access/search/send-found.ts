import type { Session } from '../session/session.ts';
import { selectedIn } from '../session/state.ts';
import type { OtherKey } from './other-key.ts';
import type { End, ResultOption } from './result-option.ts';

/** Numbers written between two checks whether the client reads. */
const AT_ONCE = 1_000;

/** Sends the SEARCH or SORT response (RFC 3501 7.2.5, RFC 5256 4) for messages by UID; keys of extensions may add to it. */
export async function sendFound(
  session: Session,
  name: 'SEARCH' | 'SORT',
  found: Uint32Array,
  keys: readonly OtherKey[],
  uid: boolean,
): Promise<void> {
  const { output } = session;
  const more = await returnedBy(session, keys, found);
  const numbers = numbersOf(session, found, uid);
  output.text(`* ${name}`);
  for (let at = 0; at < numbers.length; at += AT_ONCE) {
    const full = output.text(` ${numbers.subarray(at, at + AT_ONCE).join(' ')}`).flushLarge();
    if (full) await full;
  }
  output.line(more.length > 0 ? ` (${more.join(' ')})` : '');
}

/** Sends the ESEARCH response (RFC 4731 3.1) with the requested data items. */
export async function sendExtended(
  session: Session,
  found: Uint32Array,
  options: readonly ResultOption[],
  keys: readonly OtherKey[],
  uid: boolean,
): Promise<void> {
  const { output } = session;
  const more = await returnedBy(session, keys, namedOf(options, found));
  const numbers = numbersOf(session, found, uid);
  output
    .text('* ESEARCH (TAG ')
    .string(session.tag)
    .text(uid ? ') UID' : ')');
  for (const option of options) {
    for (const piece of option.write(numbers)) {
      const full = output.text(piece).flushLarge();
      if (full) await full;
    }
  }
  output.line(more.map((each) => ` ${each}`).join(''));
}

/** Returns the messages that the response names: all, unless every option names only the first or the last (RFC 7162 3.1.10). */
function namedOf(options: readonly ResultOption[], found: Uint32Array): Uint32Array {
  const ends = endsOf(options);
  if (!ends) return found;
  const named = ends.flatMap((end) => (end === 'first' ? found.at(0) : found.at(-1)) ?? []);
  return Uint32Array.from(new Set(named)).sort();
}

/** Returns which ends of the results the response names; undefined if it tells about all results. */
export function endsOf(options: readonly ResultOption[]): End[] | undefined {
  const ends = options.flatMap(({ only }) => only ?? []);
  return ends.length === options.length ? ends : undefined;
}

async function returnedBy(session: Session, keys: readonly OtherKey[], found: Uint32Array): Promise<string[]> {
  const returned = new Set<string>();
  for (const { returnOf } of keys) {
    const more = await returnOf?.(session, found);
    if (more !== undefined) returned.add(more);
  }
  return [...returned];
}

/** Returns UIDs or sequence numbers. Sequence numbers are computed before sending, because they may change while a response is sent. */
function numbersOf(session: Session, found: Uint32Array, uid: boolean): Uint32Array {
  const { uids } = selectedIn(session).mailbox;
  return uid ? found : found.map((each) => uids.sequenceOf(each));
}
