import { chooseLanguage, LANGUAGES, type Language, useLanguage } from '../words/index.ts';
import { BrandLinks } from './BrandLinks.tsx';
import styles from './Foot.module.css';

/** The foot of a page for a person who is not signed in: languages, and the operator's links. @param label names the list of languages */
export function Foot({ label, onFailed }: { label: string; onFailed?(): void }) {
  const language = useLanguage((state) => state.language);
  return (
    <div className={styles.foot}>
      <nav className={styles.languages} aria-label={label}>
        {(Object.keys(LANGUAGES) as Language[]).map((each) => (
          <button
            key={each}
            type="button"
            lang={each}
            aria-pressed={each === language}
            onClick={() => void chooseLanguage(each).catch(() => onFailed?.())}
          >
            {LANGUAGES[each]}
          </button>
        ))}
      </nav>
      <BrandLinks className={styles.links} />
    </div>
  );
}
