import { useState } from 'react';
import { sendJson } from '../../jmap/client.ts';
import { noteFailure } from '../../state/mail.ts';
import { chooseTheme, type Theme, theme } from '../../state/preferences.ts';
import { showError } from '../../state/show-error.ts';
import { chooseLanguage, LANGUAGES, type Language, useLanguage } from '../../words/index.ts';
import { type AnyWord, useSettingsWords } from '../../words/settings/index.ts';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';

export function Appearance() {
  const t = useSettingsWords();
  const language = useLanguage((state) => state.language);
  const [colours, setColours] = useState<Theme>(theme());
  const choose = (wanted: Language): void => {
    void chooseLanguage(wanted).catch(showError);
    // Messages from the postmaster are written in that language too.
    sendJson('PATCH', '/account/notices', { language: wanted }).catch(noteFailure);
  };
  return (
    <Section title={t('settings.appearance')}>
      <div className={styles.form}>
        <label>
          {t('settings.language')}
          <select value={language} onChange={(event) => choose(event.target.value as Language)}>
            {Object.entries(LANGUAGES).map(([code, name]) => (
              <option key={code} value={code}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label>
          {t('settings.theme')}
          <select
            value={colours}
            onChange={(event) => {
              setColours(event.target.value as Theme);
              chooseTheme(event.target.value as Theme);
            }}
          >
            {(['auto', 'light', 'dark'] as const).map((each) => (
              <option key={each} value={each}>
                {t(`settings.theme.${each}` as AnyWord)}
              </option>
            ))}
          </select>
        </label>
      </div>
    </Section>
  );
}
