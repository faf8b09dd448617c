import type { Check } from './check.ts';

/** Checks by the stage at which they can begin, in their order. */
export type Stages = { readonly [Stage in Check['stage']]: readonly Extract<Check, { stage: Stage }>[] };

export function byStage(checks: readonly Check[]): Stages {
  return {
    connection: checks.filter((check) => check.stage === 'connection'),
    envelope: checks.filter((check) => check.stage === 'envelope'),
    recipient: checks.filter((check) => check.stage === 'recipient'),
    message: checks.filter((check) => check.stage === 'message'),
  };
}
