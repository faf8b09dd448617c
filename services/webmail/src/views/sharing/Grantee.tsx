import { X } from 'lucide-react';
import { useId } from 'react';
import { safeLine } from '../../format/safe-line.ts';
import { LEVELS, type Level, levelOf, type Rights } from '../../state/sharing/level.ts';
import { addressBeside, type Principal } from '../../state/sharing/principals.ts';
import { useSharingWords } from '../../words/sharing/index.ts';
import { PrincipalIcon } from './PrincipalField.tsx';
import styles from './sharing.module.css';

interface Props {
  /** Null: the person may not see who it is; undefined: not read yet. */
  principal: Principal | null | undefined;
  rights: Rights;
  onChange(level: Level): void;
  onStop(): void;
}

/** Somebody with whom a folder is shared, and what they may do. */
export function Grantee({ principal, rights, onChange, onStop }: Props) {
  const t = useSharingWords();
  const id = useId();
  const level = levelOf(rights);
  const name = principal === undefined ? '…' : principal ? safeLine(principal.name) : t('gone');
  return (
    <li className={styles.grantee}>
      <PrincipalIcon principal={principal ?? null} />
      <span className={styles.who}>
        <span>{name}</span>
        {principal && addressBeside(principal) !== null && <small>{addressBeside(principal)}</small>}
      </span>
      <select
        aria-label={t('may', { name })}
        aria-describedby={id}
        value={level ?? ''}
        onChange={(event) => onChange(event.target.value as Level)}
      >
        {level === null && <option value="">{t('level.other')}</option>}
        {LEVELS.map((each) => (
          <option key={each} value={each}>
            {t(`level.${each}`)}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="quiet"
        aria-label={t('stop', { name })}
        title={t('stop', { name })}
        onClick={onStop}
      >
        <X size={16} />
      </button>
      <small id={id} className={styles.means}>
        {t(`means.${level ?? 'other'}`)}
      </small>
    </li>
  );
}
