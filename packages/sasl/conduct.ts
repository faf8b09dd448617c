import { type ErrorCode, isMailError, MailError } from '@postroom/types';
import { type BearerHints, badToken } from './bearer.ts';
import type { ScramKeys } from './scram/keys.ts';
import type { Bearer, Credentials, Identities, SaslError, SaslStep } from './step.ts';

/** An attempt to log in by proof. */
export interface Proving<Login> {
  readonly keys: ScramKeys;
  /** Counts the attempt, and logs in or throws. */
  finish(isRight: boolean): Promise<Login>;
  abandon(): Promise<void>;
}

export interface Conducting<Login> {
  /** Sends a challenge; returns the step after the client's response. */
  ask(step: Extract<SaslStep, { challenge: string }>): Promise<SaslStep>;
  prove(identities: Identities): Promise<Proving<Login>>;
  check(credentials: Credentials): Promise<Login>;
  checkToken(bearer: Bearer): Promise<Login>;
  /** Information for a client whose token is refused. */
  readonly hints?: BearerHints;
  /** @param account the account to act as; '' leaves it to the certificate */
  checkCertificate(account: string): Promise<Login>;
}

/** The identities of a login and the function that decides it, or why the exchange failed. */
export type Conducted<Login> = { error: SaslError } | (Identities & { login: () => Promise<Login> });

/** Conducts an exchange to its end, for any mechanism. */
export async function conduct<Login>(
  first: SaslStep,
  { ask, prove, check, checkToken, hints = {}, checkCertificate }: Conducting<Login>,
): Promise<Conducted<Login>> {
  let step = first;
  let proving: (Proving<Login> & Identities) | undefined;
  try {
    for (;;) {
      if ('challenge' in step) step = await ask(step);
      else if ('keysOf' in step) {
        proving = Object.assign(await prove(step.keysOf), step.keysOf);
        step = step.proceed(proving.keys);
      } else break;
    }
  } catch (error) {
    await proving?.abandon();
    throw error;
  }
  if ('credentials' in step) {
    const { credentials } = step;
    return { ...credentials, login: () => check(credentials) };
  }
  if ('bearer' in step) {
    const { bearer } = step;
    const check = () => (bearer.token === '' ? Promise.reject(noToken()) : checkToken(bearer));
    return { ...bearer, login: () => check().catch((error: unknown) => reportBadToken(ask, error, hints)) };
  }
  if ('external' in step) {
    const { external } = step;
    return { ...external, login: () => checkCertificate(external.authzid) };
  }
  const error = 'error' in step ? step.error : undefined;
  if (proving && (error === undefined || error === 'not-proved')) {
    const { authcid, authzid, finish } = proving;
    return { authcid, authzid, login: () => finish(error === undefined) };
  }
  await proving?.abandon();
  return { error: error ?? 'malformed' };
}

function noToken(): MailError {
  return new MailError('authentication-failed', 'The token is missing');
}

/** Errors that mean a bad token. For other errors another token would not help. */
const FAULTS: Readonly<Partial<Record<ErrorCode, 'invalid_token' | 'insufficient_scope'>>> = {
  'authentication-failed': 'invalid_token',
  'account-suspended': 'invalid_token',
  'no-permission': 'insufficient_scope',
};

/** RFC 7628 3.2.3: sends the reason as a challenge; the client's response is ignored, then comes the refusal. */
async function reportBadToken(ask: Conducting<unknown>['ask'], error: unknown, hints: BearerHints): Promise<never> {
  const status = isMailError(error) ? FAULTS[error.code] : undefined;
  if (status) {
    await ask({
      challenge: badToken(status, hints).toString('base64'),
      respond: () => ({ error: 'not-proved' }),
    });
  }
  throw error;
}
