import { useState } from 'react';
import { BrandLinks } from '../../brand/BrandLinks.tsx';
import { usePending } from '../../state/offline/pending.ts';
import { leaveAccount, looseMails } from '../../state/session.ts';
import { type SettingsWord, useSettingsWords } from '../../words/settings/index.ts';
import { Dialog } from '../Dialog.tsx';
import { Appearance } from './Appearance.tsx';
import { AppPasswords } from './AppPasswords.tsx';
import { Away } from './Away.tsx';
import { Delegations } from './Delegations.tsx';
import { Devices } from './Devices.tsx';
import { Files } from './Files.tsx';
import { HeldBack } from './HeldBack.tsx';
import { Identities } from './Identities.tsx';
import { Leave } from './Leave.tsx';
import { MailLinks } from './MailLinks.tsx';
import { Notifications } from './Notifications.tsx';
import { type Part, Parts } from './Parts.tsx';
import { Password } from './Password.tsx';
import { Receipts } from './Receipts.tsx';
import { Senders } from './Senders.tsx';
import styles from './Settings.module.css';
import { Space } from './Space.tsx';
import { Unsaved, UnsavedForms } from './unsaved.ts';

interface Props {
  /** The part to open. */
  begin: SettingsWord | undefined;
  onClose(): void;
}

export default function Settings({ begin, onClose }: Props) {
  const t = useSettingsWords();
  const [unsaved] = useState(() => new Unsaved());
  const mayClose = (): boolean => !unsaved.isAny() || confirm(t('settings.unsaved'));
  const parts: readonly Part[] = [
    {
      word: 'part.you',
      content: (
        <>
          <Identities />
          <Delegations />
        </>
      ),
    },
    {
      word: 'part.mail',
      content: (
        <>
          <HeldBack />
          <Senders />
          <Away />
          <Receipts />
          <MailLinks />
        </>
      ),
    },
    { word: 'part.notices', content: <Notifications /> },
    { word: 'part.look', content: <Appearance /> },
    {
      word: 'part.space',
      content: (
        <>
          <Space
            onLeave={() => {
              if (!mayClose()) return false;
              onClose();
              return true;
            }}
          />
          <Files />
        </>
      ),
    },
    {
      word: 'part.account',
      content: (
        <>
          <Devices>
            <SignOut />
          </Devices>
          <Password />
          <AppPasswords />
          <Leave />
          <BrandLinks className={styles.links} />
        </>
      ),
    },
  ];
  return (
    <Dialog title={t('settings.title')} isWide={true} mayClose={mayClose} onClose={onClose}>
      <div
        onInput={({ target }) => {
          const form = (target as HTMLElement).closest('form[data-written]');
          if (form) unsaved.note(form);
        }}
      >
        <UnsavedForms value={unsaved}>
          <Parts parts={parts} begin={begin} />
        </UnsavedForms>
      </div>
    </Dialog>
  );
}

function SignOut() {
  const t = useSettingsWords();
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
    <button type="button" className={styles.choice} disabled={isBusy} onClick={() => void leave()}>
      {t('settings.signOut')}
    </button>
  );
}
