import { lazy, Suspense, useState } from 'react';
import { useMail } from '../state/mail.ts';
import { useWords } from '../words/index.ts';
import { BottomBar } from './BottomBar.tsx';
import { Folders } from './Folders.tsx';
import { KeyHelp } from './KeyHelp.tsx';
import { List } from './List.tsx';
import styles from './Mail.module.css';
import { Reader } from './Reader.tsx';
import { useKeys } from './use-keys.ts';

const Settings = lazy(() => import('./Settings.tsx'));

/** The three panes; two and one where there is less room. */
export function Mail() {
  const t = useWords();
  const [isFoldersOpen, setFoldersOpen] = useState(false);
  const [dialog, setDialog] = useState<'settings' | 'keys' | null>(null);
  const openId = useMail((state) => state.openId);
  const isOffline = useMail((state) => state.isOffline);
  useKeys(() => setDialog('keys'));
  return (
    <div className={styles.page}>
      <a className={styles.skip} href="#list">
        {t('app.skip')}
      </a>
      {isOffline && (
        <p className={styles.offline} role="status">
          {t('app.offline')}
        </p>
      )}
      <div className={styles.panes} data-open={openId !== null}>
        <Folders
          isOpen={isFoldersOpen}
          onClose={() => setFoldersOpen(false)}
          onSettings={() => setDialog('settings')}
          onKeys={() => setDialog('keys')}
        />
        <List onFolders={() => setFoldersOpen(true)} />
        <Reader />
      </div>
      {openId === null && <BottomBar onFolders={() => setFoldersOpen(true)} onSettings={() => setDialog('settings')} />}
      {dialog === 'keys' && <KeyHelp onClose={() => setDialog(null)} />}
      {dialog === 'settings' && (
        <Suspense>
          <Settings onClose={() => setDialog(null)} />
        </Suspense>
      )}
    </div>
  );
}
