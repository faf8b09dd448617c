import { useCallback, useEffect, useRef, useState } from 'react';
import { safeLine } from '../../format/safe-line.ts';
import { type Delegations as All, delegate, type Mode, readDelegations } from '../../state/delegated.ts';
import { client, noteFailure, useMail } from '../../state/mail.ts';
import type { Principal } from '../../state/sharing/principals.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { DoneNote, type Note } from '../sharing/DoneNote.tsx';
import { PrincipalField } from '../sharing/PrincipalField.tsx';
import sharing from '../sharing/sharing.module.css';
import { Delegate } from './Delegate.tsx';
import styles from './Delegations.module.css';
import { DelegationsSeen } from './DelegationsSeen.tsx';
import { Section } from './Section.tsx';
import settings from './Settings.module.css';

const NONE: All = { delegations: [], received: [] };

/** Who may write in the name of one's own address, and in whose name one may write oneself. */
export function Delegations() {
  const own = useSettingsWords();
  const field = useRef<HTMLInputElement>(null);
  const [all, setAll] = useState(NONE);
  const [note, setNote] = useState<Note | null>(null);
  const identities = useMail((state) => state.identities);
  /** Counts readings and changes: an older answer may come after a newer one. */
  const turn = useRef(0);
  const read = useCallback(async () => {
    const mine = ++turn.current;
    const now = await readDelegations();
    if (mine === turn.current) setAll(now);
  }, []);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what others gave comes and goes with identities
  useEffect(() => {
    read().catch(noteFailure);
  }, [read, identities]);
  const given = all.delegations.filter(({ isOwn }) => isOwn);

  async function give(to: string, mode: Mode | null, done: Note): Promise<void> {
    const fault = await delegate(to, mode);
    setNote(fault ? { words: own(`delegation.fault.${fault}`), isFault: true } : done);
    await read().catch(noteFailure);
  }

  function choose({ email, description }: Principal): void {
    const to = email ?? description ?? '';
    void give(to, 'send-on-behalf', { words: own('delegation.given', { name: safeLine(to) }) });
  }

  function change(to: string, mode: Mode): void {
    turn.current++;
    setAll({
      ...all,
      delegations: all.delegations.map((each) => (each.isOwn && each.to === to ? { ...each, mode } : each)),
    });
    void give(to, mode, { words: own('delegation.changed', { name: to, mode: own(`delegation.${mode}`) }) });
  }

  function stop(to: string, mode: Mode): void {
    const undo = (): void => void give(to, mode, { words: own('delegation.given', { name: to }) });
    // The focused button disappears, so the focus moves to the field.
    field.current?.focus();
    void give(to, null, { words: own('delegation.stopped', { name: to }), undo });
  }

  return (
    <Section title={own('delegation.title')}>
      <p className={`${settings.muted} ${styles.what}`}>
        {own('delegation.what', { address: client().session.username })}
      </p>
      <div className={styles.find}>
        <PrincipalField
          field={field}
          label={own('delegation.find')}
          except={[]}
          onChoose={choose}
          onFault={(fault) =>
            setNote({ words: own(`delegation.fault.${fault === 'offline' ? fault : 'other'}`), isFault: true })
          }
        />
      </div>
      <DoneNote note={note} field={field} />
      {given.length > 0 && (
        <ul className={`${sharing.grantees} ${styles.given}`}>
          {given.map(({ to, isGroup, mode }) => (
            <Delegate
              key={to}
              to={to}
              isGroup={isGroup}
              mode={mode}
              onChange={(wanted) => change(to, wanted)}
              onStop={() => stop(to, mode)}
            />
          ))}
        </ul>
      )}
      <DelegationsSeen {...all} />
    </Section>
  );
}
