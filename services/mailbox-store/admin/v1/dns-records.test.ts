import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parsePublicServers } from '@postroom/service';
import { dnsRecords, webPlace } from './dns-records.ts';

const HOST = 'mail.example.org';
const lines = (domain: string, servers: string, url = ''): string[] =>
  dnsRecords(domain, parsePublicServers(servers, HOST), webPlace(url, HOST)).map(
    ({ name, type, value }) => `${name} ${type} ${value}`,
  );

test('every service has SRV records in order of preference, and services not offered are marked so', () => {
  assert.deepEqual(lines('example.org', 'imaps=imap.example.org:993,submissions=465,submission=587'), [
    '_imaps._tcp.example.org. SRV 0 1 993 imap.example.org.',
    '_submissions._tcp.example.org. SRV 1 1 465 mail.example.org.',
    '_submission._tcp.example.org. SRV 2 1 587 mail.example.org.',
    '_imap._tcp.example.org. SRV 0 0 0 .',
    '_pop3s._tcp.example.org. SRV 0 0 0 .',
    '_pop3._tcp.example.org. SRV 0 0 0 .',
    '_jmap._tcp.example.org. SRV 0 1 443 mail.example.org.',
    '_autodiscover._tcp.example.org. SRV 0 1 443 mail.example.org.',
    'autoconfig.example.org. CNAME mail.example.org.',
  ]);
});

test('record names are in DNS form, and web services point to the host of PUBLIC_URL', () => {
  assert.deepEqual(lines('bücher.test', 'imaps=993', 'https://web.example.org:8443').slice(-3), [
    '_jmap._tcp.xn--bcher-kva.test. SRV 0 1 8443 web.example.org.',
    '_autodiscover._tcp.xn--bcher-kva.test. SRV 0 1 8443 web.example.org.',
    'autoconfig.xn--bcher-kva.test. CNAME web.example.org.',
  ]);
});
