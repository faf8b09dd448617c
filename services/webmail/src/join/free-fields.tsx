import type { ReactNode } from 'react';
import styles from './Join.module.css';
import { type JoinWord, useJoinWords } from './words/index.ts';

/** The name that others see beside the address. */
export function DisplayNameField() {
  return (
    <OptionalField id="displayName" label="field.displayName" hint="field.displayNameHint">
      <input
        id="displayName"
        name="displayName"
        autoComplete="name"
        maxLength={200}
        aria-describedby="displayName-hint"
      />
    </OptionalField>
  );
}

/** A word to the operator, who decides. */
export function ReasonField() {
  return (
    <OptionalField id="reason" label="field.reason" hint="field.reasonHint">
      <textarea id="reason" name="reason" rows={3} maxLength={1_000} aria-describedby="reason-hint" />
    </OptionalField>
  );
}

interface Props {
  readonly id: string;
  readonly label: JoinWord;
  readonly hint: JoinWord;
  /** The field itself, which is described by `id-hint`. */
  readonly children: ReactNode;
}

function OptionalField({ id, label, hint, children }: Props) {
  const t = useJoinWords();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>
        {t(label)}
        <span className={styles.optional}>{t('field.optional')}</span>
      </label>
      {children}
      <p id={`${id}-hint`} className={styles.status}>
        {t(hint)}
      </p>
    </div>
  );
}
