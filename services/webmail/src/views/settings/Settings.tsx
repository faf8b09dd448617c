import { useState } from 'react';
import { BrandLinks } from '../../brand/BrandLinks.tsx';
import { usePending } from '../../state/offline/pending.ts';
import { leaveAccount, looseMails } from '../../state/session.ts';
import { useWords } from '../../words/index.ts';
import { Dialog } from '../Dialog.tsx';
import { Appearance } from './Appearance.tsx';
import { AppPasswords } from './AppPasswords.tsx';
import { Away } from './Away.tsx';
import { Devices } from './Devices.tsx';
import { Files } from './Files.tsx';
import { HeldBack } from './HeldBack.tsx';
import { Identities } from './Identities.tsx';
import { Leave } from './Leave.tsx';
import { Password } from './Password.tsx';
import { Receipts } from './Receipts.tsx';
import styles from './Settings.module.css';
import { Space } from './Space.tsx';

export default function Settings({ onClose }: { onClose(): void }) {
  const t = useWords();
  return (
    <Dialog title={t('settings.title')} onClose={onClose}>
      <Identities />
      <Away />
      <Receipts />
      <HeldBack />
      <Appearance />
      <Space onClose={onClose} />
      <Files />
      <Devices />
      <Password />
      <AppPasswords />
      <Leave />
      <SignOut />
      <BrandLinks className={styles.links} />
    </Dialog>
  );
}

function SignOut() {
  const t = useWords();
  const [isBusy, setBusy] = useState(false);
  async function leave(): Promise<void> {
    setBusy(true);
    const count = await looseMails();
    setBusy(false);
    const { count: waiting } = usePending.getState();
    if (count > 0 && !confirm(t('settings.signOutLoose', { count }))) return;
    if (waiting > 0 && !confirm(t('offline.signOut', { count: waiting }))) return;
    await leaveAccount();
  }
  return (
    <button type="button" className={styles.out} disabled={isBusy} onClick={() => void leave()}>
      {t('settings.signOut')}
    </button>
  );
}
