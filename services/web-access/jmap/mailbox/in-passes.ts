import { attempt, type JsonObject, type SetError } from '@postroom/jmap';

/** What a /set does to one object. */
export interface Step {
  /** Throws SetError. */
  run(): Promise<void>;
  refused(error: SetError): void;
  readonly create?: readonly [creationId: string, object: JsonObject];
  readonly update?: readonly [id: string, patch: JsonObject];
  readonly destroy?: string;
  /** Does what it can of it without what is in the way, so that others can go on; the rest is done by `run` later. */
  standAside?(): Promise<void>;
}

/** Longer chains of steps, each of which waits for one behind it, are asked for by nobody. */
const MAX_PASSES = 20;

/**
 * Takes the steps in their order; what is in the way of one may be away after another, and where all that are left wait for each other it may go
 * together: what counts is the state at the end (RFC 8620 5.3).
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

/** A name or a role that another mailbox has, one below it, or a parent that is not made yet. */
function isInTheWay({ type, more }: SetError): boolean {
  if (type === 'alreadyExists' || type === 'mailboxHasChild') return true;
  const [property] = (more.properties as string[] | undefined) ?? [];
  return type === 'invalidProperties' && (property === 'role' || property === 'parentId');
}
