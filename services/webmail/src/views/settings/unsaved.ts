import { createContext } from 'react';

type Form = Pick<Element, 'isConnected'>;

/** Forms in which somebody has written since they were saved. */
export class Unsaved {
  /** How often that was. */
  readonly #written = new Map<Form, number>();

  note(form: Form): void {
    this.#written.set(form, (this.#written.get(form) ?? 0) + 1);
  }

  /** It is saved once that was done, and nobody has written meanwhile. @param work returns whether it was done */
  async save(form: Form, work: () => Promise<boolean>): Promise<void> {
    const before = this.#written.get(form);
    if ((await work()) && this.#written.get(form) === before) this.#written.delete(form);
  }

  /** Whether something would be lost; what was in a form that is gone was given up. */
  isAny(): boolean {
    return [...this.#written.keys()].some(({ isConnected }) => isConnected);
  }
}

/** Of the settings that are open. */
export const UnsavedForms = createContext(new Unsaved());
