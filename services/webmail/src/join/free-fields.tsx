import styles from './Join.module.css';
import { useJoinWords } from './words/index.ts';

/** The name that others see beside the address. */
export function DisplayNameField() {
  const t = useJoinWords();
  return (
    <div className={styles.field}>
      <label htmlFor="displayName">
        {t('field.displayName')}
        <span className={styles.optional}>{t('field.optional')}</span>
      </label>
      <input id="displayName" name="displayName" autoComplete="name" maxLength={200} aria-describedby="name-hint" />
      <p id="name-hint" className={styles.status}>
        {t('field.displayNameHint')}
      </p>
    </div>
  );
}

/** A word to the operator, who decides. */
export function ReasonField() {
  const t = useJoinWords();
  return (
    <div className={styles.field}>
      <label htmlFor="reason">
        {t('field.reason')}
        <span className={styles.optional}>{t('field.optional')}</span>
      </label>
      <textarea id="reason" name="reason" rows={3} maxLength={1_000} aria-describedby="reason-hint" />
      <p id="reason-hint" className={styles.status}>
        {t('field.reasonHint')}
      </p>
    </div>
  );
}
