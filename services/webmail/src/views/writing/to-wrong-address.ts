/** Moves the focus to the first wrong address, or to the field where one is missing. */
export function toWrongAddress(form: HTMLFormElement): void {
  const wrong = form.querySelector<HTMLElement>('[data-wrong="true"] button');
  const isEmpty = form.querySelector('[data-wrong]') === null;
  (wrong ?? (isEmpty ? form.querySelector<HTMLElement>('[role=combobox]') : null))?.focus();
}
