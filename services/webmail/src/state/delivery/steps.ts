import type { DeliveryFacts, Submission } from '../../jmap/types.ts';
import { type DeliveryStatus, stateOf } from './delivery-state.ts';

/** A step on a message's way to one recipient. */
export interface Step {
  readonly name:
    | 'sent'
    | 'handedOver'
    | 'answered'
    | 'filed'
    | 'reported'
    | 'seen'
    | 'tried'
    | 'cameBack'
    | 'takenBackAt'
    | 'next'
    | 'underWay'
    | 'held'
    | 'coming';
  /** Null: the time is unknown, or the step has none. */
  readonly at: string | null;
  /** `open` is still to come; `gone` never will. */
  readonly kind: 'done' | 'open' | 'failed' | 'gone';
}

const NOTHING: DeliveryFacts = {
  at: null,
  nextTryAt: null,
  attemptedAt: null,
  answeredAt: null,
  reportedAt: null,
  displayedAt: null,
  attempts: 0,
  server: null,
  isLocal: false,
  isUnderWay: false,
  isHeld: false,
  isTakenBack: false,
};

/** Returns the facts about one recipient, with defaults for those that an older server does not send. */
export function factsOf({ deliveryTimes }: Pick<Submission, 'deliveryTimes'>, recipient: string): DeliveryFacts {
  return { ...NOTHING, ...deliveryTimes?.[recipient] };
}

/** Returns the steps of the delivery to one recipient with their times, and the step that comes next. */
export function stepsOf(status: DeliveryStatus, facts: DeliveryFacts, sendAt: string): Step[] {
  const done = (name: Step['name'], at: string | null): Step => ({ name, at, kind: 'done' });
  const sent = done('sent', sendAt);
  const tried = facts.attempts > 0 ? [done('tried', facts.attemptedAt)] : [];
  if (facts.isTakenBack) {
    const taken: Step = { name: 'takenBackAt', at: facts.at, kind: 'gone' };
    return facts.attempts > 0 ? [sent, ...tried, taken] : [taken];
  }
  const handed = [done('handedOver', facts.attemptedAt ?? facts.at), done('answered', facts.answeredAt ?? facts.at)];
  const brought = facts.isLocal ? [sent, done('filed', facts.at)] : [sent, ...handed];
  const reported = !facts.isLocal && facts.reportedAt ? [done('reported', facts.reportedAt)] : [];
  switch (stateOf(status)) {
    case 'delivered':
      return [...brought, ...reported];
    case 'relayed':
      return brought;
    case 'read':
      return [...brought, ...reported, done('seen', facts.displayedAt)];
    case 'failed': {
      const back: Step = { name: 'cameBack', at: facts.reportedAt ?? facts.at, kind: 'failed' };
      // A report means that the recipient's server first accepted the message and failed later.
      return facts.reportedAt ? [sent, ...handed, back] : [sent, ...tried, back];
    }
    default:
      return [sent, ...tried, { ...coming(facts), kind: 'open' }];
  }
}

function coming({ isUnderWay, isHeld, nextTryAt }: DeliveryFacts): Pick<Step, 'name' | 'at'> {
  if (isUnderWay) return { name: 'underWay', at: null };
  if (isHeld) return { name: 'held', at: null };
  return nextTryAt ? { name: 'next', at: nextTryAt } : { name: 'coming', at: null };
}
