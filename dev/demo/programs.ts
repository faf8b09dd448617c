import { Dialogue } from './dialogue.ts';

/** The mail programs of the demo, written by hand so that every line can be shown. */

export interface Letter {
  from: string;
  password: string;
  to: string;
  /** With CRLF line ends. */
  text: string;
}

/** ① Submits a message to the sender's own server. */
export async function submit(port: number, letter: Letter): Promise<void> {
  await using server = await Dialogue.open(port);
  await server.hear(/^220 /);
  await server.say('EHLO laptop.home', /^250 /);
  const token = Buffer.from(`\0${letter.from}\0${letter.password}`).toString('base64');
  await server.say(`AUTH PLAIN ${token}`, /^235 /, 'AUTH PLAIN <login and password>');
  await server.say(`MAIL FROM:<${letter.from}>`, /^250 /);
  await server.say(`RCPT TO:<${letter.to}>`, /^250 /);
  await server.say('DATA', /^354 /);
  await server.sayMessage(letter.text, /^250 /);
  await server.say('QUIT', /^221 /);
}

/** ⑤⑥ Fetches the newest message by POP3, without its dot-stuffing. Null when the maildrop is empty. */
export async function fetchByPop3(port: number, user: string, password: string): Promise<string | null> {
  await using server = await Dialogue.open(port);
  await server.hear(/^\+OK/);
  await server.say(`USER ${user}`, /^\+OK/);
  await server.say(`PASS ${password}`, /^\+OK/, 'PASS <password>');
  const stat = await server.say('STAT', /^\+OK/);
  const count = Number(stat[0]?.split(' ')[1]);
  const lines = count > 0 ? await server.say(`RETR ${count}`, /^\.$/) : [];
  await server.say('QUIT', /^\+OK/);
  return count > 0
    ? `${lines
        .slice(1, -1)
        .map((line) => line.replace(/^\./, ''))
        .join('\r\n')}\r\n`
    : null;
}

/** ⑤⑥ Reads the newest message by IMAP. Null when INBOX is empty. */
export async function readByImap(port: number, user: string, password: string): Promise<string | null> {
  await using server = await Dialogue.open(port);
  await server.hear(/^\* OK/);
  await server.say(`a LOGIN "${user}" "${password}"`, /^a OK/, `a LOGIN "${user}" <password>`);
  const selected = await server.say('b SELECT INBOX', /^b OK/);
  const count = Number(selected.find((line) => / EXISTS$/.test(line))?.split(' ')[1]);
  const lines = count > 0 ? await server.say(`c FETCH ${count} (FLAGS BODY[])`, /^c OK/) : [];
  await server.say('d LOGOUT', /^d OK/);
  if (count === 0) return null;
  const start = lines.findIndex((line) => /\{\d+\}$/.test(line));
  const size = Number(/\{(\d+)\}$/.exec(lines[start] ?? '')?.[1]);
  return `${lines.slice(start + 1).join('\r\n')}\r\n`.slice(0, size);
}
