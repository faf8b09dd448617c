/** Makes the browser ask before it closes the page, until the result is disposed. */
export function stayOpen(): Disposable {
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  window.addEventListener('beforeunload', ask);
  return { [Symbol.dispose]: () => window.removeEventListener('beforeunload', ask) };
}
