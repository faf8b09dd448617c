import type { FormEvent } from 'react';
import { readIdentities } from '../../state/account.ts';
import { call, useMail } from '../../state/mail.ts';
import { useWords } from '../../words/index.ts';
import { keep } from './keep.ts';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';

export function You() {
  const t = useWords();
  const identity = useMail((state) => state.identities[0]);
  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const update = {
      [identity?.id ?? '']: { name: String(form.get('name')), textSignature: String(form.get('signature')) },
    };
    await keep(
      async () => {
        await call([['Identity/set', { update }]]);
        await readIdentities();
      },
      t('settings.saved'),
      (reason) => t('app.failed', { reason }),
    );
  }
  return (
    <Section title={t('settings.you')}>
      <form className={styles.form} onSubmit={(event) => void save(event)}>
        <p className={styles.muted}>{identity?.email}</p>
        <label>
          {t('settings.name')}
          <input name="name" defaultValue={identity?.name} maxLength={255} autoComplete="name" />
        </label>
        <label>
          {t('settings.signature')}
          <textarea name="signature" rows={3} defaultValue={identity?.textSignature} />
        </label>
        <button type="submit" className="main">
          {t('settings.save')}
        </button>
      </form>
    </Section>
  );
}
