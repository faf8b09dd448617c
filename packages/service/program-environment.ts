const PASSED_ON = ['PATH', 'HOME', 'LANG', 'TZ', 'TMPDIR'];

/** Returns the environment for a program of the operator, without our secrets. */
export function programEnvironment(): Record<string, string> {
  return Object.fromEntries(
    PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
