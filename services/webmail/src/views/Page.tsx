import { useEffect } from 'react';
import { part } from '../shell/part.ts';
import { followChanges } from '../state/events.ts';
import { useMail } from '../state/mail.ts';
import { followElsewhere } from '../state/offline/elsewhere.ts';
import { keepSeen } from '../state/offline/keep.ts';
import { keyOfWindow } from '../state/writing/window-of.ts';
import { useLanguage } from '../words/index.ts';
import { Announcer } from './Announcer.tsx';
import { InFront } from './InFront.tsx';
import { later } from './later.tsx';
import { Mail } from './Mail.tsx';
import { SignIn } from './SignIn.tsx';
import { ToastLine } from './ToastLine.tsx';
import { useFirstRows } from './use-first-rows.ts';

const Composers = later(() => part('Composers', () => import('./writing/Composers.tsx')));

export function Page() {
  const status = useMail((state) => state.status);
  const language = useLanguage((state) => state.language);
  useEffect(() => {
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : language;
  }, [language]);
  const accountId = useMail((state) => state.client?.accountId ?? '');
  // A compose window shows nothing that changes elsewhere.
  const hasRows = useFirstRows();
  const isWhole = status === 'signed-in' && keyOfWindow === null;
  useEffect(() => (isWhole ? followChanges(accountId) : undefined), [isWhole, accountId]);
  useEffect(() => (isWhole ? keepSeen(accountId) : undefined), [isWhole, accountId]);
  useEffect(() => (isWhole ? followElsewhere(accountId) : undefined), [isWhole, accountId]);
  if (status === 'starting') return null;
  if (status === 'signed-out') return <SignIn />;
  return (
    <>
      {keyOfWindow === null && <Mail />}
      {(hasRows || keyOfWindow !== null) && <Composers />}
      <InFront>
        <ToastLine />
        <Announcer />
      </InFront>
    </>
  );
}
