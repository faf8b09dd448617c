import { FolderInput } from 'lucide-react';
import { moveTo } from '../state/actions.ts';
import { useMail } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import { Menu } from './Menu.tsx';
import { nameOfMailbox } from './mailbox-name.ts';

export function MoveMenu({ ids }: { ids: readonly string[] }) {
  const t = useWords();
  const mailboxes = useMail((state) => state.mailboxes);
  const here = useMail((state) => state.list.view.mailboxId);
  const items = mailboxes
    .filter(({ id, role }) => id !== here && role !== 'drafts' && role !== 'snoozed')
    .toSorted((a, b) => a.sortOrder - b.sortOrder || a.name.localeCompare(b.name))
    .map((mailbox) => {
      const label = nameOfMailbox(mailbox, t);
      return { label, run: () => void moveTo(ids, mailbox.id, label) };
    });
  return <Menu label={t('action.move')} hotkey="v" icon={<FolderInput size={16} aria-hidden="true" />} items={items} />;
}
