import { hash, verify } from '@node-rs/argon2';
import { saslPrep } from '@postroom/sasl';
import { MailError } from '@postroom/types';

// OWASP's first choice for argon2id; a check takes about 20 ms and 19 MiB.
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 4;
const MAX_WAITING = 500;
const MAX_PASSWORD = 1024;

const MIN_CHARACTERS = 8;
const MIN_DIFFERENT = 4;

/** Returns whether a password is easily guessed. Applies to new passwords only: at a login none is refused for this. */
export function isEasilyGuessed(text: string): boolean {
  const password = prepared(text);
  return [...password].length < MIN_CHARACTERS || new Set(password).size < MIN_DIFFERENT;
}

/** The rule for new passwords, in words. */
export const HARD_TO_GUESS = `at least ${MIN_CHARACTERS} characters, ${MIN_DIFFERENT} of them different`;

/** Returns a password as it is hashed: the same from every keyboard and for SCRAM (RFC 4013; RFC 8265 4.2.2 for what SASLprep refuses). */
function prepared(password: string): string {
  return saslPrep(password) ?? password.normalize('NFKC');
}

let running = 0;
const waiting: (() => void)[] = [];

export async function hashPassword(password: string): Promise<string> {
  if (password === '') throw new MailError('invalid', 'The password is empty');
  if (password.length > MAX_PASSWORD)
    throw new MailError('invalid', `The password is longer than ${MAX_PASSWORD} characters`);
  return bounded(() => hash(prepared(password), OPTIONS));
}

/**
 * Checks a password. It always takes the time of one hash, even when there is none to compare with, so that the time does not reveal
 * which accounts exist. Throws unavailable when too many checks are waiting.
 * @param begin called when the check's turn has come; if it throws, nothing is checked and its error is thrown
 */
export async function checkPassword(
  passwordHash: string | null,
  password: string,
  begin: () => Promise<void> = async () => {},
): Promise<boolean> {
  const against = passwordHash ?? (await standIn());
  const matches = await bounded(async () => {
    await begin();
    if (password.length > MAX_PASSWORD) return false;
    const [text, asBefore] = [prepared(password), password.normalize('NFKC')];
    // Hashes from before decision 0320 may include invisible characters.
    return (await verify(against, text)) || (asBefore !== text && verify(against, asBefore));
  });
  return matches && passwordHash !== null;
}

let standInHash: Promise<string> | undefined;

function standIn(): Promise<string> {
  standInHash ??= hash('no account has this password', OPTIONS);
  return standInHash;
}

/** Runs work in a bounded queue: each hash takes memory and a thread, so only a few run at once. */
async function bounded<T>(work: () => Promise<T>): Promise<T> {
  if (running < AT_ONCE) running++;
  else {
    if (waiting.length >= MAX_WAITING) throw new MailError('unavailable', 'Too many logins at once');
    // Whoever finishes passes its place on, so `running` stays as it is.
    await new Promise<void>((resolve) => waiting.push(resolve));
  }
  try {
    return await work();
  } finally {
    const next = waiting.shift();
    if (next) next();
    else running--;
  }
}
