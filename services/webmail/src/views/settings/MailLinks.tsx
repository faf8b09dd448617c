import { offerForLinks } from '../../state/writing/asked.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';

/** Offers to open `mailto:` links of other sites in this page. */
export function MailLinks() {
  const t = useSettingsWords();
  if (!offerForLinks) return null;
  return (
    <Section title={t('links.title')}>
      <p className={styles.muted}>{t('links.help')}</p>
      <button type="button" className={styles.choice} onClick={offerForLinks}>
        {t('links.offer')}
      </button>
    </Section>
  );
}
