import { useEffect, useRef, useState } from 'react';
import type { CalendarEvent } from '../../format/calendar/event.ts';
import type { Message } from '../../jmap/types.ts';
import { type Newest, newestOf } from '../../state/invitations/newest.ts';
import { useMail } from '../../state/mail.ts';

/** Returns the message that replaces an invitation, also a later one; null: there is none, or it cannot be known; undefined: still searching. */
export function useNewest(message: Message, event: CalendarEvent): Newest | null | undefined {
  const [newest, setNewest] = useState<Newest | null>();
  const mailState = useMail((state) => state.mailState);
  const asked = useRef({ message, event });
  asked.current = { message, event };
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is asked again when there is other mail
  useEffect(() => {
    let isGone = false;
    newestOf(asked.current.message, asked.current.event).then(
      (found) => isGone || setNewest(found),
      () => isGone || setNewest((before) => before ?? null),
    );
    return () => {
      isGone = true;
    };
  }, [message.id, mailState]);
  return newest;
}
