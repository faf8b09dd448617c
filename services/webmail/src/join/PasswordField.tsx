import { Eye, EyeOff } from 'lucide-react';
import { type RefObject, useState } from 'react';
import styles from './Join.module.css';
import { useFaultText, useJoinWords } from './words/index.ts';

interface Props {
  readonly password: string;
  onPassword(password: string): void;
  readonly minimum: number;
  /** The server's objection to the password; empty where there is none. */
  readonly fault: string;
  readonly field: RefObject<HTMLInputElement | null>;
}

/** A new password, typed once; a button shows it to people who want to check it. */
export function PasswordField({ password, onPassword, minimum, fault, field }: Props) {
  const t = useJoinWords();
  const why = useFaultText();
  const [isShown, setShown] = useState(false);
  const missing = minimum - [...password].length;
  return (
    <div className={styles.field}>
      <label htmlFor="password">{t('field.password')}</label>
      <div className={styles.passwordRow}>
        <input
          id="password"
          ref={field}
          name="password"
          type={isShown ? 'text' : 'password'}
          value={password}
          onChange={(event) => onPassword(event.target.value)}
          autoComplete="new-password"
          autoCapitalize="none"
          spellCheck={false}
          maxLength={1_024}
          required
          aria-invalid={fault !== ''}
          aria-describedby="password-status"
        />
        <button
          type="button"
          className="quiet"
          aria-label={t(isShown ? 'field.hide' : 'field.show')}
          aria-pressed={isShown}
          onClick={() => setShown(!isShown)}
        >
          {isShown ? <EyeOff size={18} aria-hidden /> : <Eye size={18} aria-hidden />}
        </button>
      </div>
      <p id="password-status" className={fault ? styles.fault : styles.status}>
        {fault
          ? why({ fault }, { count: minimum })
          : password === ''
            ? t('password.hint', { count: minimum })
            : missing > 0
              ? t('password.more', { count: missing })
              : t('password.good')}
      </p>
    </div>
  );
}
