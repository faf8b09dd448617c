import { useEffect, useState } from 'react';
import { useWords } from '../words/index.ts';
import { readRules } from './api.ts';

/** A link to /join for people without a mailbox; shown where the server lets people join. */
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
