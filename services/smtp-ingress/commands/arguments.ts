import { badArguments } from '@postroom/smtp';

/** `parse` for commands without arguments (RFC 5321 4.1.1). */
export function noArguments(args: string): undefined {
  if (args !== '') throw badArguments('No argument is allowed here');
  return undefined;
}

/** `parse` for commands whose argument is of no interest. */
export function anyArguments(args: string): string {
  return args;
}
