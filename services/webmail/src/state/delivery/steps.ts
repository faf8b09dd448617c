import type { DeliveryFacts, Submission } from '../../jmap/types.ts';
import { type DeliveryStatus, stateOf } from './delivery-state.ts';

/** A step of a mail on its way to one recipient; how far it is, in `kind`. */
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
  /** Null: it is not known, or has none. */
  readonly at: string | null;
  /** `open` is still to come; `gone` will never. */
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

/** What is known of one recipient; of a server that tells less, less. */
export function factsOf({ deliveryTimes }: Pick<Submission, 'deliveryTimes'>, recipient: string): DeliveryFacts {
  return { ...NOTHING, ...deliveryTimes?.[recipient] };
}

/** The steps that one recipient's mail took, with the times that were measured, and the one that is next. */
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
      // Their server took it first, and told later.
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
