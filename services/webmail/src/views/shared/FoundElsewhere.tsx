import { useEffect, useState } from 'react';
import { number } from '../../format/numbers.ts';
import { openView } from '../../state/list.ts';
import { useMail, type View } from '../../state/mail.ts';
import { type Found, findElsewhere, placesBeside } from '../../state/shared/found-elsewhere.ts';
import type { Owner } from '../../state/shared/owner.ts';
import { useWords } from '../../words/index.ts';
import { useSharedWords } from '../../words/shared/index.ts';
import { nameOfMailbox } from '../mailbox-name.ts';
import chips from '../SearchChips.module.css';
import styles from './shared.module.css';

/** Returns the owner's name; without one, the part of the address before the @. */
function shortName({ name, address }: Owner): string {
  return name === address ? (address.split('@')[0] ?? address) : name;
}

/** The results of a search in other places than the shown one: each place with its count, as a link. */
export default function FoundElsewhere({ view: { mailboxId, search } }: { view: View }) {
  const t = useSharedWords();
  const words = useWords();
  const owners = useMail((state) => state.owners);
  const [found, setFound] = useState<readonly Found[] | 'asking' | 'failed'>('asking');
  const hasPlaces = placesBeside({ owners }, mailboxId).length > 0;
  useEffect(() => {
    let isOver = false;
    setFound('asking');
    if (hasPlaces)
      findElsewhere({ mailboxId, search }).then(
        (all) => isOver || setFound(all),
        () => isOver || setFound('failed'),
      );
    return () => {
      isOver = true;
    };
  }, [mailboxId, search, hasPlaces]);
  if (!hasPlaces) return null;
  return (
    <div className={styles.elsewhere} role="group" aria-label={t('also')}>
      {typeof found === 'string' || found.length === 0 ? (
        <span role="status">
          {t(found === 'asking' ? 'alsoAsking' : found === 'failed' ? 'alsoFailed' : 'alsoNothing')}
        </span>
      ) : (
        <>
          <span aria-hidden="true">{t('also')}</span>
          {found.map(({ mailbox, owner, count }) => {
            const folder = mailbox ? nameOfMailbox(mailbox, words) : t('ownMail');
            const name = owner ? t('folderOf', { folder, name: owner.name }) : folder;
            return (
              <button
                key={mailbox?.id ?? ''}
                type="button"
                className={chips.chip}
                title={owner?.address}
                aria-label={t('alsoIn', { place: name, count })}
                onClick={() => void openView({ mailboxId: mailbox?.id ?? null, search })}
              >
                <bdi>{owner ? t('folderOf', { folder, name: shortName(owner) }) : folder}</bdi>
                <span className={styles.number}>{number(count)}</span>
              </button>
            );
          })}
        </>
      )}
    </div>
  );
}
