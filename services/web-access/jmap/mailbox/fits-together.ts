import { type JsonObject, own, resolveId } from '@postroom/jmap';

/** The changes of a Mailbox/set that are not done yet. */
export interface Wanted {
  readonly create: readonly (readonly [creationId: string, object: JsonObject])[];
  readonly update: readonly (readonly [given: string, patch: JsonObject])[];
  readonly destroy: readonly string[];
}

interface Node {
  readonly name: unknown;
  readonly parentId: unknown;
  readonly role: unknown;
}

interface Circumstances {
  readonly createdIds: ReadonlyMap<string, string>;
  readonly removesEmails: boolean;
}

/**
 * Whether all changes together lead to a valid tree of mailboxes, since only the final state counts (RFC 8620 5.3): every parent exists, no
 * two siblings have the same name, no two mailboxes the same role, and every destroyed mailbox is empty unless its emails go with it.
 * @param mailboxes the mailboxes as they are now
 */
export function fitsTogether(
  mailboxes: readonly JsonObject[],
  { create, update, destroy }: Wanted,
  { createdIds, removesEmails }: Circumstances,
): boolean {
  // An unknown id is left as it is: it belongs to a mailbox that is created in the same call.
  const idOf = (given: unknown): unknown =>
    typeof given === 'string' ? (resolveId(given, createdIds) ?? given) : given;
  const nodes = new Map<unknown, Node>(mailboxes.map(({ id, name, parentId, role }) => [id, { name, parentId, role }]));
  for (const [creationId, object] of create)
    nodes.set(idOf(`#${creationId}`), after({ name: null, parentId: null, role: null }, object, idOf));
  for (const [given, patch] of update) {
    const before = nodes.get(idOf(given));
    if (!before) return false;
    nodes.set(idOf(given), after(before, patch, idOf));
  }
  const gone = new Set(destroy.map(idOf));
  for (const id of gone) nodes.delete(id);
  const isEmpty = mailboxes.every(({ id, totalEmails }) => !gone.has(id) || totalEmails === 0);
  return (isEmpty || removesEmails) && isTree(nodes) && areUnique([...nodes.values()]);
}

function after(before: Node, change: JsonObject, idOf: (given: unknown) => unknown): Node {
  const { name = before.name, role = before.role } = change;
  const parentId = own(change, 'parentId');
  return { name, role, parentId: parentId === undefined ? before.parentId : idOf(parentId) };
}

function isTree(nodes: ReadonlyMap<unknown, Node>): boolean {
  return nodes.values().every((node) => {
    let levels = 0;
    for (let at: Node | undefined = node; at.parentId !== null; levels++) {
      at = nodes.get(at.parentId);
      if (!at || levels > nodes.size) return false;
    }
    return true;
  });
}

function areUnique(nodes: readonly Node[]): boolean {
  const names = nodes.map(({ name, parentId }) => {
    const normal = String(name).normalize('NFC');
    return `${parentId}/${parentId === null && normal.toUpperCase() === 'INBOX' ? 'INBOX' : normal}`;
  });
  const roles = nodes.flatMap(({ role }) => role ?? []);
  return new Set(names).size === names.length && new Set(roles).size === roles.length;
}
