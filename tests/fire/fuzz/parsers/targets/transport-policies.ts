import assert from 'node:assert/strict';
import { reportUrls, tlsReportRua } from '@postroom/reports';
import {
  namesServer,
  parseStsPolicy,
  stsId,
} from '../../../../../services/delivery-worker/remote/tls-policies/sts-policy.ts';
import type { ParserTarget } from '../parser-target.ts';

const POLICY = 'version: STSv1\r\nmode: enforce\r\nmx: mail.example.org\r\nmx: *.example.net\r\nmax_age: 604800\r\n';

/** A domain's policies for TLS to its servers: MTA-STS (RFC 8461 3), and the addresses for reports (RFC 8460 3). */
export const transportPolicies: ParserTarget = {
  name: 'transport-policies',
  dictionary: [
    ...[
      'version: STSv1\n',
      'mode: testing\n',
      'mode: none\n',
      'mx: *.\n',
      'mx: \n',
      'max_age: 99999999999\n',
      'max_age: -1\n',
      ':',
      '\n',
    ],
    ...['v=STSv1;', 'v=TLSRPTv1;', 'id=20261128;', 'rua=', 'mailto:', 'https://', ',', '*', ' ', '\t', '\0'],
  ],
  say: (random) =>
    random.pick([POLICY, 'v=STSv1; id=20261128T01;', 'v=TLSRPTv1; rua=mailto:t@example.org,https://example.org/tls']),
  check(input) {
    const text = input.toString('latin1');
    const policy = parseStsPolicy(text);
    if (policy) {
      assert.ok(policy.maxAgeSeconds <= 31_557_600 && policy.mx.length <= 100);
      assert.equal(namesServer(policy, ''), policy.mx.includes(''));
    }
    const id = stsId([text]);
    if (id !== undefined) assert.match(id, /^[A-Za-z0-9]{1,32}$/);
    assert.equal(stsId(id === undefined ? [] : [text, text]), undefined, 'two records are none');
    const rua = tlsReportRua([text]);
    if (rua !== undefined) assert.ok(reportUrls(rua).every((url) => /^https:\/\/[^\s,]*/i.test(url)));
  },
};
