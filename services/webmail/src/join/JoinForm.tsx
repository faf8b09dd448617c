import { type FormEvent, type RefObject, useEffect, useRef, useState } from 'react';
import { useLanguage } from '../words/index.ts';
import { apply, type JoinableDomain, type Joined, Refused, type Rules } from './api.ts';
import { CodeField } from './CodeField.tsx';
import { DisplayNameField, ReasonField } from './free-fields.tsx';
import styles from './Join.module.css';
import { NameField } from './NameField.tsx';
import { PasswordField } from './PasswordField.tsx';
import { SendButton, type Step } from './SendButton.tsx';
import { useNameCheck } from './use-name-check.ts';
import { useProof } from './use-proof.ts';
import { type Fault, useFaultText, useJoinWords } from './words/index.ts';

interface Props {
  readonly rules: Rules;
  readonly first: JoinableDomain;
  /** The invitation code from the link. */
  readonly code: string;
  onDone(joined: Joined, password: string): void;
}

/** A refusal with the values that were sent. */
interface Refusal extends Fault {
  readonly name: string;
  readonly password: string;
  readonly code: string;
}

/** The form for a new mailbox. Errors stand beside their fields, and typed text is never lost. */
export function JoinForm({ rules, first, code: given, onDone }: Props) {
  const t = useJoinWords();
  const why = useFaultText();
  const language = useLanguage((state) => state.language);
  const [domain, setDomain] = useState(() => domainFor(given, rules) ?? first);
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState(given);
  const [step, setStep] = useState<Step>('filling');
  /** The server's refusal of what was sent. */
  const [refused, setRefused] = useState<Refusal | null>(null);
  const proof = useProof();
  const nameField = useRef<HTMLInputElement>(null);
  const passwordField = useRef<HTMLInputElement>(null);
  const codeField = useRef<HTMLInputElement>(null);
  const checked = useNameCheck(name, domain, rules.nameLength);

  // Another invitation link was opened in this page: its code is taken, the rest stays.
  useEffect(() => {
    if (given === '') return;
    setCode(given);
    setDomain((now) => (now.mode === 'invitation' ? now : (domainFor(given, rules) ?? now)));
  }, [given, rules]);

  const fault = refused?.fault ?? '';
  const isOf = (kind: string) => fault.startsWith(`${kind}-`);
  const nameFault = isOf('name') && refused?.name === `${name}@${domain.name}` ? fault : '';
  const passwordFault = isOf('password') && refused?.password === password ? fault : '';
  const codeFault = isOf('code') && refused?.code === code ? fault : '';
  const check = nameFault ? ({ state: 'fault', fault: nameFault } as const) : checked;
  const general = fault && !isOf('name') && !isOf('password') && !isOf('code') ? fault : '';

  async function submit(event: FormEvent<HTMLFormElement>): Promise<void> {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const missing = localFault();
    if (missing) return refuse({ fault: missing });
    setRefused(null);
    try {
      setStep('proving');
      const solved = await proof.take();
      setStep('sending');
      const joined = await apply({
        name: name.trim(),
        domain: domain.name,
        password,
        language,
        proof: solved,
        displayName: String(form.get('displayName') ?? '').trim(),
        ...(domain.mode === 'invitation' ? { code } : {}),
        ...(domain.mode === 'approval' ? { reason: String(form.get('reason') ?? '').replace(/\r\n?/g, '\n') } : {}),
      });
      onDone(joined, password);
    } catch (error) {
      refuse(error instanceof Refused ? error : { fault: 'proof-failed' });
    } finally {
      setStep('filling');
    }
  }

  /** Returns an error that is visible without asking; the server checks again. */
  function localFault(): string {
    if (name.trim() === '') return 'name-missing';
    if (checked.state === 'none') return 'name-short';
    if (checked.state === 'fault' && checked.fault.startsWith('name-')) return checked.fault;
    if ([...password].length < rules.passwordLength) return 'password-short';
    return domain.mode === 'invitation' && code.trim() === '' ? 'code-missing' : '';
  }

  function refuse({ fault, retrySeconds }: Fault): void {
    setRefused({ fault, retrySeconds, name: `${name}@${domain.name}`, password, code });
    const fields: [string, RefObject<HTMLInputElement | null>][] = [
      ['name-', nameField],
      ['password-', passwordField],
      ['code-', codeField],
    ];
    fields.find(([kind]) => fault.startsWith(kind))?.[1].current?.focus();
  }

  return (
    <form className={styles.form} noValidate onSubmit={(event) => void submit(event)} onFocus={proof.begin}>
      <h1>{rules.domains.length > 1 ? t('join.title') : t('join.titleAt', { domain: domain.name })}</h1>
      <NameField
        rules={rules}
        domain={domain}
        name={name}
        check={check}
        field={nameField}
        onName={setName}
        onDomain={setDomain}
      />
      <DisplayNameField />
      <PasswordField
        password={password}
        field={passwordField}
        fault={passwordFault}
        minimum={rules.passwordLength}
        onPassword={setPassword}
      />
      {domain.mode === 'invitation' && <CodeField code={code} field={codeField} fault={codeFault} onCode={setCode} />}
      {domain.mode === 'approval' && <ReasonField />}
      <p className={styles.general} role="alert">
        {refused && general && why(refused)}
      </p>
      <SendButton mode={domain.mode} step={step} proven={proof.done} />
    </form>
  );
}

/** Returns the domain that asks for an invitation, where the person brings a code. */
function domainFor(code: string, { domains }: Rules): JoinableDomain | undefined {
  return code === '' ? undefined : domains.find(({ mode }) => mode === 'invitation');
}
