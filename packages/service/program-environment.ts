const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR'];

/** What a program of the operator sees of our environment: none of our secrets. */
export function programEnvironment(): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
