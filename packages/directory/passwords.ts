import { hash, verify } from '@node-rs/argon2';
import { saslPrep } from '@postroom/sasl';
import { MailError } from '@postroom/types';

// OWASP's first choice for argon2id; about 20 ms and 19 MiB a check.
const OPTIONS = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const AT_ONCE = 4;
const MAX_WAITING = 500;
const MAX_PASSWORD = 1024;

const MIN_CHARACTERS = 8;
const MIN_DIFFERENT = 4;

/** Whether whoever tries the usual ones finds it. For new passwords: none is refused at a login for what it is. */
export function isEasilyGuessed(text: string): boolean {
  const password = prepared(text);
  return [...password].length < MIN_CHARACTERS || new Set(password).size < MIN_DIFFERENT;
}

/** What is asked of a password, in words. */
export const HARD_TO_GUESS = `${MIN_CHARACTERS} characters at least, ${MIN_DIFFERENT} of them different`;

/** A password as it is hashed: the same from every keyboard, and the same for SCRAM (RFC 4013; RFC 8265 4.2.2 for what that refuses). */
function prepared(password: string): string {
  return saslPrep(password) ?? password.normalize('NFKC');
}

let running = 0;
const waiting: (() => void)[] = [];

export async function hashPassword(password: string): Promise<string> {
  if (password === '') throw new MailError('invalid', 'The password is empty');
  if (password.length > MAX_PASSWORD)
    throw new MailError('invalid', `Passwords have ${MAX_PASSWORD} characters at most`);
  return bounded(() => hash(prepared(password), OPTIONS));
}

/**
 * Checks a password in the time of one hash, whether or not there is anything to check it against, so that answers do
 * not tell which accounts exist. Throws unavailable when too many checks wait already.
 * @param begin called when this one's turn has come; what it throws is thrown, and nothing is checked
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
    // Hashes that were made before 0320 have characters that cannot be seen.
    return (await verify(against, text)) || (asBefore !== text && verify(against, asBefore));
  });
  return matches && passwordHash !== null;
}

let standInHash: Promise<string> | undefined;

function standIn(): Promise<string> {
  standInHash ??= hash('no account has this password', OPTIONS);
  return standInHash;
}

/** Hashing takes memory and a thread each: only a few at once, and a bounded line behind them. */
async function bounded<T>(work: () => Promise<T>): Promise<T> {
  if (running < AT_ONCE) running++;
  else {
    if (waiting.length >= MAX_WAITING) throw new MailError('unavailable', 'Too many logins at once');
    // Who ends hands over its place.
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
