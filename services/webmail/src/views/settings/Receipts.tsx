import { usePreferences } from '../../state/account-preferences.ts';
import { changePreferences } from '../../state/change-preferences.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';

export function Receipts() {
  const t = useSettingsWords();
  const receipts = usePreferences((state) => state.receipts);
  return (
    <Section title={t('receipt.title')}>
      <div className={styles.form}>
        <label className={styles.check}>
          <input
            type="checkbox"
            checked={receipts === 'ask'}
            onChange={(event) => void changePreferences({ receipts: event.target.checked ? 'ask' : 'never' })}
          />
          {t('receipt.setting')}
        </label>
        <p className={styles.muted}>{t('receipt.help')}</p>
      </div>
    </Section>
  );
}
