import { User, Users, X } from 'lucide-react';
import { useId } from 'react';
import type { Delegation, Mode } from '../../state/delegated.ts';
import { useSettingsWords } from '../../words/settings/index.ts';
import { useSharingWords } from '../../words/sharing/index.ts';
import sharing from '../sharing/sharing.module.css';

interface Props extends Pick<Delegation, 'to' | 'isGroup' | 'mode'> {
  onChange(mode: Mode): void;
  onStop(): void;
}

const MODES: readonly Mode[] = ['send-on-behalf', 'send-as'];

/** Somebody who may write for the person, and how. */
export function Delegate({ to, isGroup, mode, onChange, onStop }: Props) {
  const t = useSettingsWords();
  const shared = useSharingWords();
  const id = useId();
  const stop = t('delegation.stop', { name: to });
  return (
    <li className={sharing.grantee}>
      {isGroup ? <Users size={16} role="img" aria-label={shared('group')} /> : <User size={16} aria-hidden="true" />}
      <span className={sharing.who}>
        <span>{to}</span>
      </span>
      <select
        aria-label={t('delegation.how', { name: to })}
        aria-describedby={id}
        value={mode}
        onChange={(event) => onChange(event.target.value as Mode)}
      >
        {MODES.map((each) => (
          <option key={each} value={each}>
            {t(`delegation.${each}`)}
          </option>
        ))}
      </select>
      <button type="button" className="quiet" aria-label={stop} title={stop} onClick={onStop}>
        <X size={16} />
      </button>
      <small id={id} className={sharing.means}>
        {t(`delegation.means.${mode}`)}
      </small>
    </li>
  );
}
