import { useState } from 'react';
import type { Draft } from '../../state/writing/draft.ts';
import { edit } from '../../state/writing/saving.ts';
import { useWords } from '../../words/index.ts';
import { AddressField } from './AddressField.tsx';

/** To whom it goes; copies are asked for only when the person wants them. */
export function ComposerRecipients({ draft: { key, to, cc, bcc, refused } }: { draft: Draft }) {
  const t = useWords();
  const [hasCopies, setCopies] = useState(cc !== '' || bcc !== '');
  return (
    <>
      <AddressField
        label={t('compose.to')}
        value={to}
        refused={refused}
        autoFocus={to === ''}
        onChange={(to) => edit(key, { to })}
      >
        {!hasCopies && (
          <button type="button" className="quiet" onClick={() => setCopies(true)}>
            {t('compose.cc')} / {t('compose.bcc')}
          </button>
        )}
      </AddressField>
      {hasCopies && (
        <>
          <AddressField label={t('compose.cc')} value={cc} refused={refused} onChange={(cc) => edit(key, { cc })} />
          <AddressField label={t('compose.bcc')} value={bcc} refused={refused} onChange={(bcc) => edit(key, { bcc })} />
        </>
      )}
    </>
  );
}
