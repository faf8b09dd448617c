import { Folder, Inbox, PenLine, Search, Settings } from 'lucide-react';
import { openView } from '../state/list.ts';
import { mailboxOf } from '../state/mail.ts';
import { write } from '../state/writing/begin.ts';
import { useWords } from '../words/index.ts';
import styles from './BottomBar.module.css';

/** The bar at the bottom of a narrow window with one pane: four places, and the button to write. */
export function BottomBar({ onFolders, onSettings }: { onFolders(): void; onSettings(): void }) {
  const t = useWords();
  const toInbox = (): void => {
    const inbox = mailboxOf('inbox');
    if (inbox) void openView({ mailboxId: inbox.id, search: '' });
  };
  const places = [
    { label: t('role.inbox'), Icon: Inbox, run: toInbox },
    { label: t('folders.label'), Icon: Folder, run: onFolders },
    { label: t('write.button'), Icon: PenLine, run: () => write(), isMain: true },
    {
      label: t('search.placeholder'),
      Icon: Search,
      run: () => document.querySelector<HTMLElement>('[data-search]')?.focus(),
    },
    { label: t('settings.title'), Icon: Settings, run: onSettings },
  ];
  return (
    <nav className={styles.bar} data-bottom aria-label={t('app.more')}>
      {places.map(({ label, Icon, run, isMain }) => (
        <button key={label} type="button" data-main={isMain} onClick={run}>
          <Icon size={20} aria-hidden="true" />
          <span>{label}</span>
        </button>
      ))}
    </nav>
  );
}
