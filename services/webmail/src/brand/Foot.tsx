import { chooseLanguage, LANGUAGES, type Language, useLanguage } from '../words/index.ts';
import { BrandLinks } from './BrandLinks.tsx';
import styles from './Foot.module.css';

/** What stands below a page for who is not signed in: the language, and where the operator says more. @param label of the languages */
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
