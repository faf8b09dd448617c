import { Check } from 'lucide-react';
import type { RefObject } from 'react';
import type { JoinableDomain, Rules } from './api.ts';
import styles from './Join.module.css';
import type { NameCheck } from './use-name-check.ts';
import { useFaultText, useJoinWords } from './words/index.ts';

interface Props {
  readonly rules: Rules;
  readonly domain: JoinableDomain;
  onDomain(domain: JoinableDomain): void;
  readonly name: string;
  onName(name: string): void;
  readonly check: NameCheck;
  readonly field: RefObject<HTMLInputElement | null>;
}

/** The name with its domain; shows while typing whether the name is free. */
export function NameField({ rules, domain, onDomain, name, onName, check, field }: Props) {
  const t = useJoinWords();
  const why = useFaultText();
  const isFault = check.state === 'fault';
  const isForeign = isFault && check.fault === 'name-script' && domain.names === 'ascii';
  return (
    <div className={styles.field}>
      <label htmlFor="name">{t('field.address')}</label>
      <div className={styles.addressRow}>
        <input
          id="name"
          ref={field}
          name="name"
          value={name}
          onChange={(event) => onName(event.target.value)}
          autoComplete="username"
          autoCapitalize="none"
          autoCorrect="off"
          spellCheck={false}
          maxLength={64}
          required
          aria-invalid={isFault}
          aria-describedby="name-status"
        />
        {rules.domains.length === 1 ? (
          <span className={styles.domain}>@{domain.name}</span>
        ) : (
          <select
            className={styles.domain}
            aria-label={t('field.domain')}
            value={domain.name}
            onChange={(event) => {
              const chosen = rules.domains.find((each) => each.name === event.target.value);
              if (chosen) onDomain(chosen);
            }}
          >
            {rules.domains.map((each) => (
              <option key={each.name} value={each.name}>
                @{each.name}
              </option>
            ))}
          </select>
        )}
      </div>
      <p id="name-status" className={isFault ? styles.fault : styles.status} role="status">
        {check.state === 'free' ? (
          <span className={styles.free}>
            <Check size={14} aria-hidden />
            {t('name.free', { address: check.address })}
          </span>
        ) : isFault ? (
          why(isForeign ? { fault: 'name-scriptAscii' } : check, { count: rules.nameLength })
        ) : check.state === 'checking' ? (
          t('name.checking')
        ) : (
          t(domain.names === 'ascii' ? 'name.hint' : 'name.hintAny')
        )}
      </p>
    </div>
  );
}
