import { asRead } from './look-alikes.ts';

/**
 * Names that nobody gets by joining: mailboxes that others expect in a domain (RFC 2142), those to which certificate authorities write
 * (CA/Browser Forum, Baseline Requirements 3.2.2.4.4), names under which programs send, and names that speak for the platform.
 */
const WORDS = `
abuse account accounts admin administrator administration adm all anonymous api auth autoconfig autodiscover
billing bounce bounces calendar cert certs ceo cfo compliance contact cto daemon data dataprotection dev dmarc dns dnsadmin
dmarcreports donotreply dpo everybody everyone feedback finance ftp ftpadmin gdpr guest help helpdesk hello host hosting hostmaster hr http https
ident imap info invoice invoices is issues it itsupport jmap jobs kefu legal list listmaster lists listserv localhost login logs
mail mailadmin mailer mailerdaemon mailhost mailmaster mailserver majordomo management manager marketing master me media mis mta
mx myself news newsletter noc nobody noreply notification notifications notify null office official ops operator order orders owner
password payment payments payroll pki pop pop3 post postbox postmaster postoffice postroom press privacy privacypolicy
recovery registrar registration reports root sales secure security server service services shop signup smtp spam sso ssl
ssladmin ssladministrator sslwebmaster staff status subscribe support sysadmin sysadministrator system team techsupport
terms test tlsreports tlsrpt tls undisclosed unsubscribe user username usenet users uucp verification verify vpn web webadmin webmail
webmaster welcome wheel whois www you
管理员 管理員 系统 系統 客服 支持 邮局 郵局 邮政 安全 官方 财务 通知 админ администратор поддержка
`;

/** Characters that people write instead of a letter. */
const STAND_INS: Readonly<Record<string, string>> = { 0: 'o', 1: 'l', 3: 'e', 4: 'a', 5: 's', 7: 't', i: 'l' };

/** Returns the same form for `admin`, `ad.min`, `adm1n`, `adrnin` and `аdmіn`. */
function form(name: string): string {
  return asRead(name)
    .replace(/[._-]/g, '')
    .replace(/rn/g, 'm')
    .replace(/vv/g, 'w')
    .replace(/[0134571i]/g, (letter) => STAND_INS[letter] ?? letter);
}

const FORMS = new Set(WORDS.split(/\s+/).filter(Boolean).map(form));

/** Returns whether a name is one of the words, looks like one, or is one followed by a number. */
export function isReservedWord(name: string, more: readonly string[] = []): boolean {
  const forms = [form(name), form(name.replace(/\d+$/, ''))];
  return forms.some((each) => FORMS.has(each) || more.some((word) => form(word) === each));
}
