import { sendJson } from '../../jmap/client.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { keep } from './keep.ts';
import styles from './Settings.module.css';

/** How often a message tells the person what is in quarantine; null: as the server is set. */
export type Often = 'off' | 'daily' | 'weekly' | null;

interface Props {
  often: Often;
  onChosen(often: Often): void;
}

export function HeldNotices({ often, onChosen }: Props) {
  const t = useSettingsWords();
  const choose = (value: string): void => {
    const held = (value || null) as Often;
    void keep(() => sendJson('PATCH', '/account/notices', { held }).then(() => onChosen(held)), t('settings.saved'));
  };
  return (
    <div className={styles.form}>
      <label>
        {t('heldBack.tell')}
        <select value={often ?? ''} onChange={(event) => choose(event.target.value)}>
          <option value="">{t('heldBack.tell.platform')}</option>
          <option value="daily">{t('heldBack.tell.daily')}</option>
          <option value="weekly">{t('heldBack.tell.weekly')}</option>
          <option value="off">{t('heldBack.tell.off')}</option>
        </select>
      </label>
    </div>
  );
}
