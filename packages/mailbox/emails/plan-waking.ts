import { isMailError } from '@postroom/types';
import type { AccountState } from '../account/account-state.ts';
import type { MailView } from '../sharing/mail-view.ts';
import type { EmailChange } from './email-change.ts';
import type { EmailEntry } from './entries-of-emails.ts';
import { ChangePlanner, type Places } from './plan-changes.ts';
import type { StoredSnooze } from './snooze.ts';

/**
 * Plans the return of snoozed emails (draft-ietf-extra-email-snooze): to their chosen mailbox, else to the inbox; with their new keywords,
 * else unchanged. An email for which neither is possible stays where it is, and its snooze ends: so the first one planned never blocks.
 */
export class WakingPlanner {
  readonly #state: AccountState;
  readonly #view: MailView;
  readonly #places: Places;
  readonly #planner: ChangePlanner;

  constructor(state: AccountState, view: MailView, places: Places) {
    this.#state = state;
    this.#view = view;
    this.#places = places;
    this.#planner = new ChangePlanner(state, view, places, Number.POSITIVE_INFINITY);
  }

  get plan(): ChangePlanner['plan'] {
    return this.#planner.plan;
  }

  wake(snooze: StoredSnooze, entries: readonly EmailEntry[] = []): void {
    // An IMAP client may have removed or moved it.
    const waits = entries.some(({ mailboxId }) => mailboxId === snooze.mailboxId);
    const change = waits ? this.#ways(snooze).find((way) => this.#isPossible(way, entries)) : undefined;
    if (!change) this.plan.snoozed.set(snooze.messageId, null);
    else this.#attempt(() => this.#planner.update(change, entries));
  }

  #ways({ messageId, mailboxId, moveTo, setKeywords }: StoredSnooze): EmailChange[] {
    const wanted = Object.entries(setKeywords);
    const keywords = {
      add: wanted.filter(([, isSet]) => isSet).map(([keyword]) => keyword),
      remove: wanted.filter(([, isSet]) => !isSet).map(([keyword]) => keyword),
    };
    const { inbox } = this.#places;
    return (moveTo === null ? [inbox] : [moveTo, inbox]).flatMap((target) => {
      const mailboxIds = { add: [target], remove: target === mailboxId ? [] : [mailboxId] };
      const move = { id: messageId, mailboxIds, snoozed: null };
      return [{ ...move, keywords }, move];
    });
  }

  /** Returns whether a change is possible as the only one. */
  #isPossible(change: EmailChange, entries: readonly EmailEntry[]): boolean {
    const alone = new ChangePlanner({ ...this.#state }, this.#view, this.#places, Number.POSITIVE_INFINITY);
    return this.#attempt(() => alone.update(change, entries));
  }

  /** Returns false when it is not possible, or not in the same transaction any more. */
  #attempt(update: () => void): boolean {
    try {
      update();
      return true;
    } catch (error) {
      if (!isMailError(error)) throw error;
      return false;
    }
  }
}
