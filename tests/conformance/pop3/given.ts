/** Messages that a transcript's `given:` line may name. */
const named: Readonly<Record<string, string>> = {
  'a message with dots': 'Subject: dots\r\n\r\n.\r\n..\r\n.x\r\nx.\r\n',
  'a message with bare LF': 'Subject: bare\n\n.\nend\n',
  'a message without final CRLF': 'Subject: cut\r\n\r\nlast line',
  'a message of headers only': 'Subject: headers\r\n\r\n',
  'an empty message': '',
  'a message of five lines': 'Subject: five\r\nX-A: b\r\n\r\n1\r\n2\r\n3\r\n4\r\n5\r\n',
  'a message in UTF-8': 'Subject: Grüße\r\n\r\nüberall\r\n',
};

/** Returns the messages of a condition: a named one, or a number of plain ones. */
export function givenMessages(condition: string): string[] {
  const count = /^(\d+) messages?$/.exec(condition)?.[1];
  const message = named[condition];
  if (message !== undefined) return [message];
  if (count === undefined) throw new Error(`nothing here knows how to bring about "given: ${condition}"`);
  return Array.from({ length: Number(count) }, (_, index) => plainMessage(index + 1));
}

function plainMessage(number: number): string {
  return `From: alice@postroom.test\r\nSubject: Message ${number}\r\n\r\nbody ${number}\r\n`;
}
