/** The focus goes to the first address that is wrong, or to where one is missing. */
export function toWrongAddress(form: HTMLFormElement): void {
  const wrong = form.querySelector<HTMLElement>('[data-wrong="true"] button');
  const isEmpty = form.querySelector('[data-wrong]') === null;
  (wrong ?? (isEmpty ? form.querySelector<HTMLElement>('[role=combobox]') : null))?.focus();
}
