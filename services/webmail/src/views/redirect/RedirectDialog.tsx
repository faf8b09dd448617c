import { useEffect, useRef, useState } from 'react';
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
import { toWrongAddress } from '../writing/to-wrong-address.ts';
import { IdentityChoice } from './IdentityChoice.tsx';
import styles from './redirect.module.css';

/** Asks to whom a message is redirected, and with which identity. */
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
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (unsent && form.current) toWrongAddress(form.current);
  }, [unsent]);

  async function send(): Promise<void> {
    if (isSending || !identity) return;
    const { good, wrong } = addressesIn(to);
    const isUnsure = unsent?.isUnsure ?? false;
    const say = (why: string): void => setUnsent({ why, isUnsure, refused: [] });
    if (wrong.length > 0) return say(t('compose.wrongAddress', { addresses: wrong.join(', ') }));
    if (good.length === 0) return say(t('compose.needRecipient'));
    setSending(true);
    const failed = await redirect({ message, identity, to: good, isUnsure });
    setSending(false);
    setUnsent(failed);
    if (!failed) onClose();
  }

  return (
    <Dialog title={t('action.redirect').replace(/\s*…$/, '')} isSmall onClose={onClose}>
      <form ref={form} className={styles.form} onSubmit={(event) => event.preventDefault()}>
        <p className={styles.what}>{own('what', { name: sender ? nameOf(sender) : t('list.noSender') })}</p>
        <p className={styles.subject}>
          <bdi>{message.subject?.trim() || t('list.noSubject')}</bdi>
        </p>
        <div className={styles.fields}>
          <IdentityChoice identities={identities} chosen={identity} onChoose={setIdentity} />
          <AddressField label={t('compose.to')} value={to} refused={unsent?.refused ?? []} autoFocus onChange={setTo} />
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
