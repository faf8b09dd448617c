import { call, client } from '../mail.ts';

/** A person or a group with whom something can be shared (RFC 9670 2). */
export interface Principal {
  readonly id: string;
  readonly type: 'individual' | 'group';
  readonly name: string;
  /** For a group, its address. */
  readonly description: string | null;
  readonly email: string | null;
}

const PRINCIPALS = 'urn:ietf:params:jmap:principals';
const PROPERTIES: readonly (keyof Principal)[] = ['id', 'type', 'name', 'description', 'email'];
/** The most people and groups that a search returns. */
const MAX_FOUND = 30;

/** Returns the principals with these ids that this person may see. */
export async function readPrincipals(ids: readonly string[]): Promise<Principal[]> {
  const [got] = await call([['Principal/get', { ids, properties: PROPERTIES }]]);
  return (got?.list ?? []) as Principal[];
}

/** Returns the first principals whose name or address contains the text, without the person. */
export async function findPrincipals(text: string): Promise<Principal[]> {
  const [, got] = await call([
    ['Principal/query', { filter: { text }, limit: MAX_FOUND }],
    ['Principal/get', { '#ids': { resultOf: '0', name: 'Principal/query', path: '/ids' }, properties: PROPERTIES }],
  ]);
  const { session, accountId } = client();
  const own = session.accounts[accountId]?.accountCapabilities[PRINCIPALS] as { currentUserPrincipalId?: string };
  return ((got?.list ?? []) as Principal[]).filter(({ id }) => id !== own?.currentUserPrincipalId);
}

/** Returns the address of a principal; null where the name is the address. */
export function addressBeside({ name, email, description }: Principal): string | null {
  const address = email ?? description;
  return address === name ? null : address;
}
