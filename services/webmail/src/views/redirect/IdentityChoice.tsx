import type { Identity } from '../../jmap/types.ts';
import { useWords } from '../../words/index.ts';
import { useWritingWords } from '../../words/writing/index.ts';
import styles from './redirect.module.css';

interface Props {
  identities: readonly Identity[];
  chosen: Identity | undefined;
  onChoose(id: string): void;
}

/** The choice of the sender, where there is more than one identity. */
export function IdentityChoice({ identities, chosen, onChoose }: Props) {
  const t = useWords();
  const own = useWritingWords();
  if (identities.length < 2) return null;
  const labelOf = ({ name, email, sender }: Identity): string => {
    const address = name ? `${name} <${email}>` : email;
    return sender ? own('onBehalf', { address }) : address;
  };
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
