import { createContext } from 'react';

type Form = Pick<Element, 'isConnected'>;

/** The forms that have unsaved changes. */
export class Unsaved {
  /** The number of changes in each form. */
  readonly #written = new Map<Form, number>();

  note(form: Form): void {
    this.#written.set(form, (this.#written.get(form) ?? 0) + 1);
  }

  /** Saves a form. It counts as saved if that worked and nothing was changed meanwhile. @param work returns whether it worked */
  async save(form: Form, work: () => Promise<boolean>): Promise<void> {
    const before = this.#written.get(form);
    if ((await work()) && this.#written.get(form) === before) this.#written.delete(form);
  }

  /** Returns whether changes would be lost; a form that is gone was given up. */
  isAny(): boolean {
    return [...this.#written.keys()].some(({ isConnected }) => isConnected);
  }
}

/** The unsaved forms of the open settings. */
export const UnsavedForms = createContext(new Unsaved());
