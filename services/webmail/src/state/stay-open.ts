/** The browser asks before it closes the page, as long as this is not disposed of. */
export function stayOpen(): Disposable {
  const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
  window.addEventListener('beforeunload', ask);
  return { [Symbol.dispose]: () => window.removeEventListener('beforeunload', ask) };
}
