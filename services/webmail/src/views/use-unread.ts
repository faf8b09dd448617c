import { useEffect } from 'react';
import { useBrand } from '../brand/brand.ts';
import { mailboxOf, useMail } from '../state/mail.ts';

/** Shows the number of unread emails of the Inbox in the window's title, and on the icon of an installed page. */
export function useUnread(): void {
  const brand = useBrand();
  const unread = useMail(() => mailboxOf('inbox')?.unreadEmails ?? 0);
  useEffect(() => {
    document.title = unread > 0 ? `(${unread}) ${brand.name}` : brand.name;
    void badge(unread);
  }, [brand, unread]);
  useEffect(
    () => () => {
      document.title = useBrand.getState().name;
      void badge(0);
    },
    [],
  );
}

/** Sets the number on the icon; not every browser has that or allows it. */
async function badge(count: number): Promise<void> {
  await navigator.setAppBadge?.(count).catch(() => undefined);
}
