import {
  addressFor,
  hashPassword,
  type JoinMode,
  joinPolicyOf,
  makeScramKeys,
  nameState,
  passwordFault,
} from '@postroom/directory';
import { type Joined, JoinRefused, join, type WelcomeSettings } from '@postroom/joining';
import { addressBlock, addressNeighbourhood } from '@postroom/net';
import type { Static } from 'typebox';
import type { Services } from '../services.ts';
import type { WebSettings } from '../settings.ts';
import type { ApplicationBody } from './bodies.ts';
import { problem } from './fault.ts';
import { PROOF_SECONDS, proofFault } from './proof.ts';
import { DAY_SECONDS, takeCheck } from './rates.ts';

/**
 * Checks an application, cheap checks first, and carries it out. The proof is spent only if nothing else is wrong; the network's share of
 * the day is used only by an application that gets its mailbox or waits for approval. Throws a ProblemError.
 */
export async function apply(
  services: Services,
  ip: string,
  wanted: Static<typeof ApplicationBody>,
): Promise<Joined & { address: string }> {
  const { settings, store, joining } = services;
  const network = addressNeighbourhood(ip);
  await takeCheck(services, ip);
  const { mode, domain, names: letters, reserved } = await joinPolicyOf(store.pool, wanted.domain);
  if (mode === 'closed') throw problem('closed');
  const named = addressFor(wanted.name, domain, { minimum: settings.join.nameLength, letters });
  if ('fault' in named) throw problem(`name-${named.fault}`);
  const { address } = named;
  const state = await nameState(store.pool, address, reserved);
  if (state !== 'free') throw problem(`name-${state}`);
  const weakness = await passwordFault(wanted.password, { minimum: settings.join.passwordLength, address });
  if (weakness) throw problem(`password-${weakness}`);
  await spendProof(services, wanted.proof);

  const rate = { of: 'joining', limit: settings.join.perDay, windowSeconds: DAY_SECONDS };
  const taken = await joining.rates.take(rate, network);
  if (!taken.isTaken) throw problem('too-many', taken.seconds);
  try {
    const { displayName, language, code = null, reason = '' } = wanted;
    const passwordHash = await hashPassword(wanted.password);
    const joined = await withTries(services, ip, mode, () =>
      join(store, welcomeOf(settings), settings.join.pending, {
        domain,
        address,
        displayName: displayName.trim(),
        passwordHash,
        language,
        code,
        reason: reason.trim(),
        network,
      }),
    );
    if (settings.scram && joined.state === 'joined') {
      await makeScramKeys(store.pool, address, wanted.password, services.keysMissing);
    }
    return { ...joined, address };
  } catch (error) {
    await taken.giveBack();
    throw error instanceof JoinRefused ? problem(error.fault) : error;
  }
}

function welcomeOf({ hostname, servers, publicUrl }: WebSettings): WelcomeSettings {
  return { hostname, servers, publicUrl };
}

/** Counts wrong codes in the same way as wrong passwords, from the start of each try. */
async function withTries(services: Services, ip: string, mode: JoinMode, work: () => Promise<Joined>): Promise<Joined> {
  if (mode !== 'invitation') return work();
  const network = addressBlock(ip);
  const party = { network, account: `invitation codes from ${network}` };
  await services.tries.begin(party);
  let isGuess = false;
  try {
    return await work();
  } catch (error) {
    isGuess = error instanceof JoinRefused && error.fault === 'code-wrong';
    throw error;
  } finally {
    if (!isGuess) await services.tries.abandoned(party);
  }
}

/** Throws one of the problems proof-wrong, proof-expired, proof-spent (RFC 9457). */
async function spendProof({ joining }: Services, proof: Static<typeof ApplicationBody>['proof']): Promise<void> {
  const fault = proofFault(joining.key, proof, Date.now());
  if (fault) throw problem(fault);
  if (!(await joining.rates.isFirst('proof', proof.challenge, PROOF_SECONDS))) throw problem('proof-spent');
}
