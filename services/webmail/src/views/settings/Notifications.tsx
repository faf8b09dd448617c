import { useState } from 'react';
import { client } from '../../state/mail.ts';
import { notifyingFolders } from '../../state/notifying-folders.ts';
import { chooseFolders, chooseNotifications, wantsNotifications } from '../../state/preferences.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { FolderChoice } from './FolderChoice.tsx';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';

/** Whether this device shows notifications of new mail, and for which folders. */
export function Notifications() {
  const t = useSettingsWords();
  const [notifies, setNotifies] = useState(wantsNotifications());
  const [isDenied, setDenied] = useState(false);
  const [chosen, setChosen] = useState(notifyingFolders);
  const choose = (wants: boolean): void =>
    void chooseNotifications(wants).then((granted) => {
      setNotifies(granted);
      setDenied(wants && !granted);
    });
  return (
    <Section title={t('part.notices')}>
      <div className={styles.form}>
        <label className={styles.check}>
          <input type="checkbox" checked={notifies} onChange={(event) => choose(event.target.checked)} />
          {t('settings.notify')}
        </label>
        {isDenied && (
          <p className={styles.fault} role="alert">
            {t('notify.denied')}
          </p>
        )}
        {notifies && (
          <>
            <p className={styles.muted}>{t('notify.help')}</p>
            <FolderChoice
              title={t('notify.folders')}
              chosen={chosen}
              onChoose={(ids) => {
                setChosen([...ids]);
                chooseFolders(client().accountId, ids);
              }}
            />
            {chosen.length === 0 && (
              <p className={styles.muted} role="status">
                {t('notify.none')}
              </p>
            )}
          </>
        )}
      </div>
    </Section>
  );
}
