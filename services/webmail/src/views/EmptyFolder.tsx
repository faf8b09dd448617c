import type { Mailbox } from '../jmap/types.ts';
import { part } from '../shell/part.ts';
import { foldersBelow } from '../state/folders/in-trash.ts';
import { useMail } from '../state/mail.ts';
import { showError } from '../state/show-error.ts';
import { useWords } from '../words/index.ts';

/** The button that empties Trash with the folders in it, or Junk, whose folders stay. Shown where there is something to delete. */
export function EmptyFolder({ mailbox }: { mailbox: Mailbox }) {
  const t = useWords();
  const below = useMail(({ mailboxes }) => (mailbox.role === 'trash' ? foldersBelow(mailboxes, mailbox.id).length : 0));
  if (mailbox.totalEmails === 0 && below === 0) return null;
  return (
    <button
      type="button"
      className="quiet"
      onClick={() =>
        void part('empty-mailbox', () => import('../state/empty-mailbox.ts'))
          .then(({ askAndEmpty }) => askAndEmpty(mailbox))
          .catch(showError)
      }
    >
      {t('list.emptyAll')}
    </button>
  );
}
