import { AlarmClock, Archive, File, Inbox, type LucideIcon, OctagonAlert, Send, Trash2 } from 'lucide-react';

/** The icons of folders by role. */
export const ROLE_ICONS: ReadonlyMap<string | null, LucideIcon> = new Map([
  ['inbox', Inbox],
  ['snoozed', AlarmClock],
  ['drafts', File],
  ['sent', Send],
  ['archive', Archive],
  ['junk', OctagonAlert],
  ['trash', Trash2],
]);
