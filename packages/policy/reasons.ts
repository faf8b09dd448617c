/**
 * What the checks find, in words for the recipient of the message. They also stand in replies to the sending server. No reason has `; ` in
 * it, which separates several of them. The page has each in Chinese (services/webmail/src/words/noted/zh.ts).
 */
export const REASONS = {
  spokeEarly: () => 'the sending server did not wait for our greeting',
  listed: (address: string, zones: string) => `${address} is listed by ${zones}`,
  nameless: (address: string) => `${address} has no name in DNS`,
  nameOfAnother: (address: string, name: string) => `${address} has the name ${name}, which has another address`,
  wrongAddress: (literal: string) => `the sending server gives the address of another server, ${literal}, as its own`,
  bareAddress: (address: string) => `the sending server gives an address without brackets as its name, ${address}`,
  ourName: () => 'the sending server gives our name as its own',
  noHostName: () => 'the sending server does not give a full host name',
  manyMails: (network: string) => `too many mails from ${network} within an hour`,
  manyRecipients: (network: string) => `too many recipients of mails from ${network} within an hour`,
  guesses: (network: string) => `${network} writes to too many addresses that do not exist here`,
  wantsNoMail: (domain: string) => `the sender's domain ${domain} says that it takes no mail`,
  hasNoServer: (domain: string) => `the sender's domain ${domain} has no mail server`,
  greylisted: (seconds: string) => `greylisted, try again in ${seconds} s`,
  reportToMany: (people: string) => `it is a delivery report, but goes to ${people} recipients`,
  unknownReport: () => 'it is a delivery report about a message that nobody here sent',
  nameIsAddress: (shown: string) => `the author's name shows the address of somebody else, ${shown}`,
  mixedScripts: (domain: string) => `${domain} mixes letters of several scripts`,
  looksLike: (domain: string, known: string) => `${domain} looks like ${known}`,
  linkLeadsElsewhere: (shown: string, target: string) => `a link shows ${shown} and leads to ${target}`,
  attached: (what: Runnable, name: string) => `${what} is attached (${name})`,
  inArchive: (what: Runnable, name: string) => `an attached archive contains ${what} (${name})`,
  pieceOfArchive: () => 'a part of a split archive is attached, so nobody can see what is in it',
  hiddenNames: (archive: Archive) => `${archive} hides the names of its files`,
  hiddenByPassword: (archive: Archive) => `${archive} hides the names of its files behind a password`,
  macros: () => 'an attached document contains macros',
  pageMakesFile: (page: Page) => `${page} creates a file when it is opened`,
  pageRunsScript: (page: Page) => `${page} runs a script`,
  unwanted: (sender: string) => `mail from ${sender} is blocked here`,
  trusted: (sender: string) => `mail from ${sender} is always accepted here`,
};

export const RUNNABLES = [
  'a program',
  'a Windows program',
  'a disk image',
  'a OneNote notebook',
  'a Windows help file',
  'a Windows shortcut',
] as const;
export type Runnable = (typeof RUNNABLES)[number];

export const ARCHIVES = ['an attached archive', 'an archive in an attached archive'] as const;
type Archive = (typeof ARCHIVES)[number];

export const PAGES = ['an attached page', 'a page in an attached archive'] as const;
type Page = (typeof PAGES)[number];
