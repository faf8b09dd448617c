/** Returns a variable that `npm test` provides; a test file run by hand needs it too. */
export function fromRunner(name: 'TEST_DATABASE_URL' | 'TEST_REDIS_URL'): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set: run this with "npm test -- path/to/file.test.ts"`);
  return value;
}
