import { uuidv7 } from '@postroom/database';
import type { RcptParameters } from '@postroom/smtp';
import type { NewDelivery, Quarantine } from '@postroom/transit';
import { placeOf, type Target } from './recipients.ts';

/** One recipient as the client named it. */
export interface Recipient {
  readonly address: string;
  /** Those of the last RCPT with this address. */
  parameters: RcptParameters;
}

/** Where a mail goes, each place once however many recipients lead there (RFC 5321 3.9 leaves it to us). */
export type Places = Map<string, { readonly target: Target; readonly recipient: Recipient }>;

/** Whether it is filed here in any of them. */
export function hasAccounts(places: Places): boolean {
  return places.values().some(({ target }) => target.kind === 'account');
}

/** Those of a recipient's targets that no other recipient leads to. */
export function newPlaces(places: Places, targets: readonly Target[]): (readonly [string, Target])[] {
  return targets.map((target) => [placeOf(target), target] as const).filter(([place]) => !places.has(place));
}

/**
 * @param junkOf whether it is Junk in a place, whatever it is in others; null: it is what it is
 * @param quarantineOf why it is kept apart from a place; null: it is not
 */
export function deliveriesOf(
  places: Places,
  junkOf: (place: string) => boolean | null,
  quarantineOf: (place: string) => Quarantine | null,
): NewDelivery[] {
  return Array.from(
    places,
    ([
      place,
      {
        target,
        recipient: { address, parameters },
      },
    ]) => ({
      id: uuidv7(),
      recipient: target.address,
      originalRecipient: address,
      orcpt: parameters.orcpt ? `${parameters.orcpt.type};${parameters.orcpt.address}` : null,
      notify: parameters.notify ? [...parameters.notify] : null,
      junk: junkOf(place),
      quarantine: quarantineOf(place),
      ...(target.kind === 'account' ? { accountId: target.accountId } : { destination: target.domain }),
    }),
  );
}
