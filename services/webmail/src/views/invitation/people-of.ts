import type { Attendee } from '../../format/calendar/event.ts';
import { nameOf } from '../../format/people.ts';
import { locale } from '../../words/index.ts';
import type { invitationText } from '../../words/invitation/index.ts';

/** The most people whose names are shown. */
const MAX_NAMES = 8;

/** Returns who is invited, with their answers as far as the organizer knows them. */
export function peopleOf(
  people: readonly Attendee[],
  isMe: (person: Attendee) => boolean,
  t: typeof invitationText,
): string {
  const names = people.slice(0, MAX_NAMES).map((person) => {
    const name = isMe(person) ? t('you') : nameOf(person);
    const { status } = person;
    return status === 'needs-action' || status === 'delegated' ? name : t(`person.${status}`, { name });
  });
  const more = people.length - names.length;
  if (more === 0) return new Intl.ListFormat(locale()).format(names);
  return t('andMore', { names: new Intl.ListFormat(locale(), { type: 'unit' }).format(names), count: more });
}
