import { call, client } from '../mail.ts';

/** Somebody, or a group, with whom something can be shared (RFC 9670 2). */
export interface Principal {
  readonly id: string;
  readonly type: 'individual' | 'group';
  readonly name: string;
  /** Of a group its address. */
  readonly description: string | null;
  readonly email: string | null;
}

const PRINCIPALS = 'urn:ietf:params:jmap:principals';
const PROPERTIES: readonly (keyof Principal)[] = ['id', 'type', 'name', 'description', 'email'];
/** Of those whose name or address has what is looked for. */
const MAX_FOUND = 30;

/** Those of these that can be seen. */
export async function readPrincipals(ids: readonly string[]): Promise<Principal[]> {
  const [got] = await call([['Principal/get', { ids, properties: PROPERTIES }]]);
  return (got?.list ?? []) as Principal[];
}

/** The first whose name or address has this in it, but not the person himself. */
export async function findPrincipals(text: string): Promise<Principal[]> {
  const [, got] = await call([
    ['Principal/query', { filter: { text }, limit: MAX_FOUND }],
    ['Principal/get', { '#ids': { resultOf: '0', name: 'Principal/query', path: '/ids' }, properties: PROPERTIES }],
  ]);
  const { session, accountId } = client();
  const own = session.accounts[accountId]?.accountCapabilities[PRINCIPALS] as { currentUserPrincipalId?: string };
  return ((got?.list ?? []) as Principal[]).filter(({ id }) => id !== own?.currentUserPrincipalId);
}

/** The address, where it is not the name already. */
export function addressBeside({ name, email, description }: Principal): string | null {
  const address = email ?? description;
  return address === name ? null : address;
}
