import { useWords } from '../../words/index.ts';
import forms from './dialogs.module.css';

interface Props {
  /** As it is called so far. */
  name: string | undefined;
  maxLength: number;
  /** Why the name cannot be; empty: nothing is wrong with it. */
  fault: string;
  onChange(): void;
}

/** The name of something that is made or renamed, and what is wrong with it. */
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
