import { attempt, type JsonObject, type SetError } from '@postroom/jmap';

/** The change of one object in a /set. */
export interface Step {
  /** Throws SetError. */
  run(): Promise<void>;
  refused(error: SetError): void;
  readonly create?: readonly [creationId: string, object: JsonObject];
  readonly update?: readonly [id: string, patch: JsonObject];
  readonly destroy?: string;
  /** Does a part of the change that frees a name or role, so that other steps can go on; `run` does the rest later. */
  standAside?(): Promise<void>;
}

/** The most passes; no client sends longer chains in which each step waits for a later one. */
const MAX_PASSES = 20;

/**
 * Runs the steps in their order and tries those again that are blocked, since a later step may remove what blocks them. When all that are
 * left block each other, `together` handles them as one: only the final state counts (RFC 8620 5.3).
 * @param together returns whether it has done anything
 */
export async function inPasses(
  steps: readonly Step[],
  together: (stuck: readonly Step[]) => Promise<boolean>,
): Promise<void> {
  let waiting = steps;
  for (let pass = 1; waiting.length > 0; pass++) {
    const stuck: { readonly step: Step; readonly error: SetError }[] = [];
    for (const step of waiting) {
      await attempt(
        () => step.run(),
        (error) => {
          if (isInTheWay(error)) stuck.push({ step, error });
          else step.refused(error);
        },
      );
    }
    const isStuck = stuck.length === waiting.length;
    waiting = stuck.map(({ step }) => step);
    if (pass < MAX_PASSES && (!isStuck || (await together(waiting)))) continue;
    for (const { step, error } of stuck) step.refused(error);
    return;
  }
}

/** Whether an error may go away after other steps: a name or role in use, mailboxes below, or a parent that does not exist yet. */
function isInTheWay({ type, more }: SetError): boolean {
  if (type === 'alreadyExists' || type === 'mailboxHasChild') return true;
  const [property] = (more.properties as string[] | undefined) ?? [];
  return type === 'invalidProperties' && (property === 'role' || property === 'parentId');
}
