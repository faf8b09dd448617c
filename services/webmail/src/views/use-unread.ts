import { useEffect } from 'react';
import { useBrand } from '../brand/brand.ts';
import { mailboxOf, useMail } from '../state/mail.ts';

/** How much is unread in the Inbox stands before the name of the window, and on the icon where the page is installed. */
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

/** Not every browser has it, or allows it. */
async function badge(count: number): Promise<void> {
  await navigator.setAppBadge?.(count).catch(() => undefined);
}
