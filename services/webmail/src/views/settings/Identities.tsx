import { Plus } from 'lucide-react';
import { type FormEvent, lazy, Suspense, use, useRef, useState } from 'react';
import type { Args } from '../../jmap/client.ts';
import type { Identity } from '../../jmap/types.ts';
import { part } from '../../shell/part.ts';
import { readIdentities } from '../../state/account.ts';
import { call, useMail } from '../../state/mail.ts';
import { requireDone } from '../../state/refused.ts';
import { useRichWords } from '../../words/rich/index.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { Broken } from '../writing/Broken.tsx';
import { keep } from './keep.ts';
import { Section } from './Section.tsx';
import styles from './Settings.module.css';
import type { Signature } from './SignatureField.tsx';
import { UnsavedForms } from './unsaved.ts';

const SignatureField = lazy(() => part('SignatureField', () => import('./SignatureField.tsx')));

/** The sender identities (RFC 8621 6): addresses, each with a name and a signature. */
export function Identities() {
  const t = useSettingsWords();
  const identities = useMail((state) => state.identities);
  const [isAdding, setAdding] = useState(false);
  return (
    <Section title={t('settings.you')}>
      {identities.map((identity) => (
        <IdentityForm key={identity.id} identity={identity} />
      ))}
      {isAdding ? (
        <IdentityForm identity={null} onDone={() => setAdding(false)} />
      ) : (
        <button type="button" className={styles.choice} onClick={() => setAdding(true)}>
          <Plus size={16} aria-hidden="true" />
          {t('identity.add')}
        </button>
      )}
    </Section>
  );
}

/** Changes identities and reads them again. Throws Refused. */
async function set(change: Args): Promise<void> {
  const [answer] = await call([['Identity/set', change]]);
  requireDone(answer);
  await readIdentities();
}

/** The form of one identity. @param identity null: a new one */
function IdentityForm({ identity, onDone }: { identity: Identity | null; onDone?(): void }) {
  const t = useSettingsWords();
  const rich = useRichWords();
  const unsaved = use(UnsavedForms);
  const element = useRef<HTMLFormElement>(null);
  const signature = useRef<(() => Promise<Signature>) | undefined>(undefined);

  async function save(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const setAll = async (): Promise<void> => {
      // The signature is sent only where it was changed here, so one that another program formatted stays as it is.
      const said = { name: String(form.get('name')), ...(await signature.current?.()) };
      if (identity) await set({ update: { [identity.id]: said } });
      else await set({ create: { new: { ...said, email: String(form.get('email')).trim() } } });
      onDone?.();
    };
    await unsaved.save(event.currentTarget, () => keep(setAll, t('settings.saved')));
  }

  async function remove({ id, mayDelete: _may, isDelegated: _is, sender: _sender, ...said }: Identity): Promise<void> {
    const back = (): Promise<boolean> => keep(() => set({ create: { back: said } }), t('settings.saved'));
    await keep(() => set({ destroy: [id] }), t('identity.removed'), back);
  }

  return (
    <form
      ref={element}
      className={`${styles.form} ${styles.identity}`}
      data-written
      onSubmit={(event) => void save(event)}
    >
      {identity ? (
        <p className={styles.address}>
          {identity.email}
          {identity.isDelegated && <Delegated isOnBehalf={identity.sender !== undefined} />}
        </p>
      ) : (
        <label>
          {t('identity.address')}
          {/* biome-ignore lint/a11y/noAutofocus: the button that asked for it is gone */}
          <input name="email" type="email" required maxLength={254} autoComplete="off" autoFocus />
          <small>{t('identity.which')}</small>
        </label>
      )}
      <label>
        {t('settings.name')}
        <input name="name" defaultValue={identity?.name} maxLength={255} autoComplete="name" />
      </label>
      <span className={styles.above}>{t('settings.signature')}</span>
      <div className={styles.signature}>
        <Broken onBroken={() => undefined} instead={<p className={styles.fault}>{rich('broken')}</p>}>
          <Suspense>
            <SignatureField
              before={identity ?? { textSignature: '', htmlSignature: '' }}
              onChange={(changed) => {
                signature.current = changed;
                // A formatting button causes no input event, so the change is noted here.
                if (element.current) unsaved.note(element.current);
              }}
            />
          </Suspense>
        </Broken>
      </div>
      <div className={styles.buttons}>
        <button type="submit" className="main">
          {t('settings.save')}
        </button>
        {identity?.mayDelete && (
          <button type="button" className="quiet" onClick={() => void remove(identity)}>
            {t('identity.remove')}
          </button>
        )}
        {!identity && (
          <button type="button" className="quiet" onClick={onDone}>
            {t('identity.cancel')}
          </button>
        )}
      </div>
    </form>
  );
}

/** Says how the person may write as an address of somebody else. */
function Delegated({ isOnBehalf }: { isOnBehalf: boolean }) {
  const t = useSettingsWords();
  return <small>{t(isOnBehalf ? 'delegation.received.send-on-behalf' : 'delegation.received.send-as')}</small>;
}
