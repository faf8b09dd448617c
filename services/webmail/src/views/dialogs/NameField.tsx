import { useWords } from '../../words/index.ts';
import forms from './dialogs.module.css';

interface Props {
  /** The present name. */
  name: string | undefined;
  maxLength: number;
  /** What is wrong with the name; empty: nothing. */
  fault: string;
  onChange(): void;
}

/** The name of something new or renamed, and what is wrong with it. */
export function NameField({ name, maxLength, fault, onChange }: Props) {
  const t = useWords();
  return (
    <>
      <label>
        {t('label.name')}
        <input
          name="name"
          data-first
          maxLength={maxLength}
          defaultValue={name}
          autoComplete="off"
          aria-invalid={fault !== ''}
          onFocus={({ target }) => target.select()}
          onChange={onChange}
        />
      </label>
      <p className={forms.fault} role="alert">
        {fault}
      </p>
    </>
  );
}
