/** Thrown for a command that is unknown, malformed or not possible now. Its message goes to the client; too many of them end the session. */
export class BadCommand extends Error {
  override readonly name = 'BadCommand';
}

/** The `parse` of commands without arguments. It ignores trailing blanks. */
export function noArguments(args: string): undefined {
  if (args.trim() !== '') throw new BadCommand('No argument is allowed here');
  return undefined;
}

/** The `parse` of commands whose only argument is the rest of the line, blanks included (RFC 1939 7 PASS). */
export function restOfLine(args: string): string {
  if (args === '') throw new BadCommand('An argument is missing');
  return args;
}

/** Parses a message number (RFC 1939 5). Whether the message exists is checked by the maildrop. */
export function messageNumber(args: string): number {
  return number(args.trim());
}

/** Parses the optional message number of LIST and UIDL. */
export function optionalMessageNumber(args: string): number | undefined {
  return args.trim() === '' ? undefined : messageNumber(args);
}

/** Parses TOP's message number and number of lines (RFC 1939 7). */
export function messageAndLines(args: string): { message: number; lines: number } {
  const [message = '', lines = '', ...more] = args.trim().split(/ +/);
  if (more.length > 0) throw new BadCommand('Too many arguments');
  return { message: number(message), lines: number(lines) };
}

function number(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new BadCommand('Expected a number');
  return Number(text);
}
