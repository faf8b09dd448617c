import { useEffect } from 'react';
import { part } from '../shell/part.ts';
import { followChanges } from '../state/events.ts';
import { useMail } from '../state/mail.ts';
import { keepSeen } from '../state/offline/keep.ts';
import { keyOfWindow } from '../state/writing/window-of.ts';
import { useLanguage } from '../words/index.ts';
import { Announcer } from './Announcer.tsx';
import { InFront } from './InFront.tsx';
import { later } from './later.tsx';
import { Mail } from './Mail.tsx';
import { SignIn } from './SignIn.tsx';
import { ToastLine } from './ToastLine.tsx';

const Composers = later(() => part('Composers', () => import('./writing/Composers.tsx')));

export function Page() {
  const status = useMail((state) => state.status);
  const language = useLanguage((state) => state.language);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language;
  }, [language]);
  const accountId = useMail((state) => state.client?.accountId ?? '');
  useEffect(() => (status === 'signed-in' ? followChanges(accountId) : undefined), [status, accountId]);
  useEffect(() => (status === 'signed-in' ? keepSeen(accountId) : undefined), [status, accountId]);
  if (status === 'starting') return null;
  if (status === 'signed-out') return <SignIn />;
  return (
    <>
      {keyOfWindow === null && <Mail />}
      <Composers />
      <InFront>
        <ToastLine />
        <Announcer />
      </InFront>
    </>
  );
}
