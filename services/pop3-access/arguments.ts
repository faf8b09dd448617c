/** A command that is not POP3, or not possible now. Its message is the answer; too many of them end the session. */
export class BadCommand extends Error {
  override readonly name = 'BadCommand';
}

/** `parse` for commands without arguments. Trailing blanks are forgiven. */
export function noArguments(args: string): undefined {
  if (args.trim() !== '') throw new BadCommand('No argument is allowed here');
  return undefined;
}

/** `parse` for commands whose one argument is all that follows, blanks included (RFC 1939 7 PASS). */
export function restOfLine(args: string): string {
  if (args === '') throw new BadCommand('An argument is missing');
  return args;
}

/** A message number (RFC 1939 5). Whether there is such a message is for the maildrop to say. */
export function messageNumber(args: string): number {
  return number(args.trim());
}

/** The optional message number of LIST and UIDL. */
export function optionalMessageNumber(args: string): number | undefined {
  return args.trim() === '' ? undefined : messageNumber(args);
}

/** TOP's message number and count of lines (RFC 1939 7). */
export function messageAndLines(args: string): { message: number; lines: number } {
  const [message = '', lines = '', ...more] = args.trim().split(/ +/);
  if (more.length > 0) throw new BadCommand('Too many arguments');
  return { message: number(message), lines: number(lines) };
}

function number(text: string): number {
  if (!/^\d{1,10}$/.test(text)) throw new BadCommand('Expected a number');
  return Number(text);
}
