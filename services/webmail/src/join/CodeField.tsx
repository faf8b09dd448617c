import type { RefObject } from 'react';
import styles from './Join.module.css';
import { useFaultText, useJoinWords } from './words/index.ts';

interface Props {
  readonly code: string;
  readonly field: RefObject<HTMLInputElement | null>;
  /** What is wrong with it, or ''. */
  readonly fault: string;
  onCode(code: string): void;
}

/** The invitation code. */
export function CodeField({ code, field, fault, onCode }: Props) {
  const t = useJoinWords();
  const why = useFaultText();
  return (
    <div className={styles.field}>
      <label htmlFor="code">{t('field.code')}</label>
      <input
        id="code"
        ref={field}
        name="code"
        className={styles.code}
        value={code}
        onChange={(event) => onCode(event.target.value)}
        autoComplete="off"
        autoCapitalize="characters"
        spellCheck={false}
        maxLength={100}
        required
        aria-invalid={fault !== ''}
        aria-describedby="code-status"
      />
      <p id="code-status" className={fault ? styles.fault : styles.status}>
        {fault ? why({ fault }) : t('field.codeHint')}
      </p>
    </div>
  );
}
