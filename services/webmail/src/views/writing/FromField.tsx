import { useMail } from '../../state/mail.ts';
import { showError } from '../../state/show-error.ts';
import type { Draft } from '../../state/writing/draft.ts';
import { chooseIdentity } from '../../state/writing/format.ts';
import { useWords } from '../../words/index.ts';
import { useWritingWords } from '../../words/writing/index.ts';
import { useIdentityLabel } from '../identity-label.ts';
import styles from './Composer.module.css';

/** The choice of the sender, where there is something to choose. */
export function FromField({ draft: { key, identityId } }: { draft: Draft }) {
  const t = useWords();
  const own = useWritingWords();
  const labelOf = useIdentityLabel();
  const identities = useMail((state) => state.identities);
  const chosen = identities.find(({ id }) => id === identityId);
  if (identities.length < 2 && chosen) return null;
  return (
    <>
      <label className={styles.field}>
        <span>{t('compose.from')}</span>
        <select
          value={chosen?.id ?? ''}
          onChange={(event) => void chooseIdentity(key, event.target.value).catch(showError)}
        >
          {!chosen && (
            <option value="" disabled>
              {own('gone')}
            </option>
          )}
          {identities.map((identity) => (
            <option key={identity.id} value={identity.id}>
              {labelOf(identity)}
            </option>
          ))}
        </select>
      </label>
      {chosen?.sender && (
        <p className={styles.onBehalf}>{own('seen', { address: chosen.sender.email, other: chosen.email })}</p>
      )}
    </>
  );
}
