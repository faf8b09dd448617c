import { useState } from 'react';
import { nameOf } from '../../format/people.ts';
import type { Message } from '../../jmap/types.ts';
import { identityFor } from '../../state/identity-for.ts';
import { useMail } from '../../state/mail.ts';
import { redirect, type Unsent } from '../../state/redirect/redirect.ts';
import { addressesIn } from '../../state/writing/draft.ts';
import { useWords } from '../../words/index.ts';
import { useRedirectWords } from '../../words/redirect/index.ts';
import { Dialog } from '../Dialog.tsx';
import { AddressField } from '../writing/AddressField.tsx';
import { IdentityChoice } from './IdentityChoice.tsx';
import styles from './redirect.module.css';

/** To whom a mail is passed on as it is, and as whom. */
export function RedirectDialog({ message, onClose }: { message: Message; onClose(): void }) {
  const t = useWords();
  const own = useRedirectWords();
  const identities = useMail((state) => state.identities);
  const [identityId, setIdentity] = useState(() => identityFor(message));
  const [to, setTo] = useState('');
  const [isSending, setSending] = useState(false);
  const [unsent, setUnsent] = useState<Unsent | null>(null);
  const identity = identities.find(({ id }) => id === identityId) ?? identities[0];
  const [sender] = message.from ?? [];

  async function send(): Promise<void> {
    if (isSending || !identity) return;
    const { good, wrong } = addressesIn(to);
    const isUnsure = unsent?.isUnsure ?? false;
    if (wrong.length > 0)
      return setUnsent({ why: t('compose.wrongAddress', { addresses: wrong.join(', ') }), isUnsure });
    if (good.length === 0) return setUnsent({ why: t('compose.needRecipient'), isUnsure });
    setSending(true);
    const failed = await redirect({ message, identity, to: good, isUnsure });
    setSending(false);
    setUnsent(failed);
    if (!failed) onClose();
  }

  return (
    <Dialog title={t('action.redirect').replace(/\s*…$/, '')} isSmall onClose={onClose}>
      <form className={styles.form} onSubmit={(event) => event.preventDefault()}>
        <p className={styles.what}>{own('what', { name: sender ? nameOf(sender) : t('list.nobody') })}</p>
        <p className={styles.subject}>
          <bdi>{message.subject?.trim() || t('list.noSubject')}</bdi>
        </p>
        <div className={styles.fields}>
          <IdentityChoice identities={identities} chosen={identity} onChoose={setIdentity} />
          <AddressField label={t('compose.to')} value={to} autoFocus onChange={setTo} />
        </div>
        <p className={styles.problem} role="alert">
          {unsent?.why}
        </p>
        <button type="button" className="main" disabled={isSending} onClick={() => void send()}>
          {isSending ? t('compose.beingSent') : t('compose.send')}
        </button>
      </form>
    </Dialog>
  );
}
