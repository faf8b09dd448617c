import { badArguments } from '@postroom/smtp';

/** The `parse` of commands without arguments (RFC 5321 4.1.1). */
export function noArguments(args: string): undefined {
  if (args !== '') throw badArguments('No argument is allowed here');
  return undefined;
}

/** The `parse` of commands that ignore their argument. */
export function anyArguments(args: string): string {
  return args;
}
