import { ownerOf } from '../../jmap/ids.ts';
import { readMailboxes } from '../account.ts';
import { accountOf, call, useMail } from '../mail.ts';
import { Refused, refusedOf } from '../refused.ts';
import { foldersBeside } from '../shared/owner.ts';
import { readOwners } from '../shared/owners.ts';

/** The most names that are tried. */
const MAX_NAMES = 20;

/**
 * Moves a folder into another one (null: to the top) under that name, or, where the name is taken, under the name with a number.
 * Returns the name it got. Throws Refused.
 */
export async function placeFolder(id: string, parentId: string | null, name: string): Promise<string> {
  const accountId = accountOf(id);
  let refused: Refused | undefined;
  for (const wanted of freeNames(id, parentId, name)) {
    const [answer] = await call([['Mailbox/set', { accountId, update: { [id]: { parentId, name: wanted } } }]]);
    const error = refusedOf(answer);
    if (!error) {
      await readFoldersOf(id);
      return wanted;
    }
    refused = new Refused(error);
    if (error.type !== 'alreadyExists') break;
  }
  throw refused ?? new Refused({ type: 'alreadyExists' });
}

function freeNames(id: string, parentId: string | null, name: string): string[] {
  const beside = foldersBeside(useMail.getState(), id).filter((each) => each.parentId === parentId && each.id !== id);
  const taken = new Set(beside.map((each) => each.name));
  const numbered = Array.from({ length: taken.size + MAX_NAMES }, (_, at) => `${name} ${at + 2}`);
  return [name, ...numbered].filter((each) => !taken.has(each)).slice(0, MAX_NAMES);
}

/** Reads the folders again of the account to which an id belongs. */
export async function readFoldersOf(id: string | null): Promise<void> {
  await (ownerOf(id) === undefined ? readMailboxes() : readOwners([accountOf(id)]));
}
