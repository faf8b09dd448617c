import { useEffect, useState } from 'react';
import { useWords } from '../words/index.ts';
import { readRules } from './api.ts';

/** Leads who has no mailbox to /join, where somebody may join at all. */
export function JoinLink({ className }: { className: string | undefined }) {
  const t = useWords();
  const [isOpen, setOpen] = useState(false);
  useEffect(() => {
    readRules().then(
      ({ domains }) => setOpen(domains.length > 0),
      () => undefined,
    );
  }, []);
  return <p className={className}>{isOpen && <a href="/join">{t('signIn.join')}</a>}</p>;
}
