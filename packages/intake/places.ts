import { uuidv7 } from '@postroom/database';
import type { RcptParameters } from '@postroom/smtp';
import type { NewDelivery, Quarantine } from '@postroom/transit';
import { placeOf, type Target } from './recipients.ts';

/** One recipient as the client gave it. */
export interface Recipient {
  readonly address: string;
  /** The parameters of the last RCPT with this address. */
  parameters: RcptParameters;
}

/** The places that a message goes to, each once however many recipients lead there (RFC 5321 3.9 leaves that to us). */
export type Places = Map<string, { readonly target: Target; readonly recipient: Recipient }>;

/** Returns whether any of the places is an account here. */
export function hasAccounts(places: Places): boolean {
  return places.values().some(({ target }) => target.kind === 'account');
}

/** Returns those of a recipient's targets that are not among the places yet, with their keys. */
export function newPlaces(places: Places, targets: readonly Target[]): (readonly [string, Target])[] {
  return targets.map((target) => [placeOf(target), target] as const).filter(([place]) => !places.has(place));
}

/**
 * Returns the deliveries of a message, one for each place.
 * @param junkOf returns whether it is junk in this place; null: as the message is
 * @param quarantineOf returns why it is quarantined for this place; null: it is not
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
