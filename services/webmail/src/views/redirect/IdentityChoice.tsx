import type { Identity } from '../../jmap/types.ts';
import { useWords } from '../../words/index.ts';
import { useIdentityLabel } from '../identity-label.ts';
import styles from './redirect.module.css';

interface Props {
  identities: readonly Identity[];
  chosen: Identity | undefined;
  onChoose(id: string): void;
}

/** The choice of the sender, where there is more than one identity. */
export function IdentityChoice({ identities, chosen, onChoose }: Props) {
  const t = useWords();
  const labelOf = useIdentityLabel();
  if (identities.length < 2) return null;
  return (
    <label className={styles.field}>
      <span>{t('compose.from')}</span>
      <select value={chosen?.id ?? ''} onChange={(event) => onChoose(event.target.value)}>
        {identities.map((identity) => (
          <option key={identity.id} value={identity.id}>
            {labelOf(identity)}
          </option>
        ))}
      </select>
    </label>
  );
}
