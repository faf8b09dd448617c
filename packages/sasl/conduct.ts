import type { ScramKeys } from './scram/keys.ts';
import type { Credentials, Identities, SaslError, SaslStep } from './step.ts';

/** A try at an account by proof. */
export interface Proving<Login> {
  readonly keys: ScramKeys;
  /** Counts the try, and logs in or throws. */
  finish(isRight: boolean): Promise<Login>;
  abandon(): Promise<void>;
}

export interface Conducting<Login> {
  /** Sends a challenge and returns what comes for it. */
  ask(step: Extract<SaslStep, { challenge: string }>): Promise<SaslStep>;
  prove(identities: Identities): Promise<Proving<Login>>;
  check(credentials: Credentials): Promise<Login>;
}

/** Who it is that wants to log in, and what says whether he may. */
export type Conducted<Login> = { error: SaslError } | (Identities & { login: () => Promise<Login> });

/** Leads an exchange to its end, whatever mechanism it is. */
export async function conduct<Login>(
  first: SaslStep,
  { ask, prove, check }: Conducting<Login>,
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
  const error = 'error' in step ? step.error : undefined;
  if (proving && (error === undefined || error === 'not-proved')) {
    const { authcid, authzid, finish } = proving;
    return { authcid, authzid, login: () => finish(error === undefined) };
  }
  await proving?.abandon();
  return { error: error ?? 'malformed' };
}
