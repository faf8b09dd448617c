import type { Sample } from './samples.ts';

const PLAIN = 'From: a@elsewhere.test\r\nSubject: hostile\r\n';
const MIME = `${PLAIN}MIME-Version: 1.0\r\n`;

/** Returns messages made to harm whoever reads them. They break rules on purpose, but such mail is really sent. */
export function hostileMessages(): Sample[] {
  return [
    sample(
      '20,000 parts',
      `${MIME}Content-Type: multipart/mixed; boundary=b\r\n\r\n${repeat('--b\r\n\r\nx\r\n', 20_000)}--b--\r\n`,
    ),
    sample('1,000 nested multiparts', nestedMultiparts(1_000)),
    sample('1,000 nested messages', `${MIME}${repeat('Content-Type: message/rfc822\r\n\r\n', 1_000)}end\r\n`),
    sample('a multipart without any part', `${MIME}Content-Type: multipart/mixed; boundary=b\r\n\r\nno boundary\r\n`),
    sample('a charset nobody knows', `${MIME}Content-Type: text/plain; charset=x-no-such-"set\r\n\r\nh\xe9llo\r\n`),
    sample('words in unknown charsets', `${MIME}Subject: =?x-none?Q?=C3?= =?utf-8?B?/////w==?=\r\n\r\nbody\r\n`),
    sample('UTF-8 cut in the middle', `${MIME}Content-Type: text/plain; charset=utf-8\r\n\r\n\xe2\x82\r\n\xff\xfe\r\n`),
    sample(
      'a From header of 400 kB',
      `From: ${repeat('"a" <b@c.test>,\r\n ', 22_000)}x@y.test\r\nSubject: x\r\n\r\nbody\r\n`,
    ),
    sample('a Subject of one line of 300 kB', `From: a@b.test\r\nSubject: ${repeat('s', 300_000)}\r\n\r\nbody\r\n`),
    sample('20,000 header fields', `${PLAIN}${repeat('X-More: y\r\n', 20_000)}\r\nbody\r\n`),
    sample('NUL bytes', `${PLAIN}X-Nul: a\0b\r\n\r\nbefore\0after\r\n\0\0\0\r\n`),
    sample('8-bit without MIME', `${PLAIN}X-Eight: caf\xe9\r\n\r\nna\xefve \xe2\x82\xac\r\n`),
    sample('lines of 100 kB', `${PLAIN}\r\n${repeat(`${repeat('l', 100_000)}\r\n`, 3)}`),
    sample('bare CR and LF', `${PLAIN}\r\none\ntwo\rthree\r\r\nfour\n\n.\nfive\n.\r\n`),
    sample('bare LF in the header', `${PLAIN}X-One: 1\nX-Two: 2\r\n\r\nbody\r\n`),
    sample('dots', `${PLAIN}\r\n.\r\n..\r\n...three\r\n.\r\nend\r\n`),
    sample('no header', '\r\nonly a body\r\n'),
    sample('no body', `${PLAIN}`),
    sample('no colon anywhere', 'this is\r\nnot mail\r\n'),
    sample('one empty line', '\r\n'),
    sample('base64 that is none', `${MIME}Content-Transfer-Encoding: base64\r\n\r\n!!!\x80===A\r\n`),
    sample('quoted-printable that is none', `${MIME}Content-Transfer-Encoding: quoted-printable\r\n\r\n=ZZ=\r\n=4\r\n`),
    sample('a boundary of 70,000 characters', boundaryOf(70_000)),
    sample('parameters without end', `${MIME}Content-Type: text/plain;${repeat(' a*0*=%', 30_000)}\r\n\r\nbody\r\n`),
    sample('comments without end', `From: ${repeat('(', 50_000)}\r\nTo: ${repeat('<', 50_000)}\r\n\r\nbody\r\n`),
    sample('a group in a group', `From: ${repeat('g:', 20_000)}\r\nTo: g:a@b.test,;;;\r\n\r\nbody\r\n`),
    sample('control characters in the names', `From: "\x01\x02\x7f" <\x03@\x04>\r\nSubject: \x1b[31m\x07\r\n\r\nx\r\n`),
  ];
}

function sample(name: string, text: string): Sample {
  return { name, raw: Buffer.from(text, 'latin1') };
}

function repeat(text: string, times: number): string {
  return text.repeat(times);
}

function nestedMultiparts(levels: number): string {
  let text = MIME;
  for (let level = 0; level < levels; level += 1) {
    text += `Content-Type: multipart/mixed; boundary=b${level}\r\n\r\n--b${level}\r\n`;
  }
  return `${text}\r\ninnermost\r\n`;
}

function boundaryOf(length: number): string {
  const boundary = repeat('b', length);
  return `${MIME}Content-Type: multipart/mixed; boundary=${boundary}\r\n\r\n--${boundary}\r\n\r\nx\r\n--${boundary}--\r\n`;
}
