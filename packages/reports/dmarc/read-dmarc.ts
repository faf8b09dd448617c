import { isIP } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { normaliseDomain } from '@postroom/smtp';
import { dateRange, shortText } from '../aggregate/fields.ts';
import { ReportFault } from '../aggregate/report-fault.ts';
import { XmlFault, xmlTokens } from '../xml/tokens.ts';
import type { DmarcRecord, DmarcReport, DmarcSignature } from './dmarc-report.ts';

/** The most records of one report, and signatures of one record, that are kept. */
const MAX_RECORDS = 10_000;
const MAX_SIGNATURES = 10;
/** The most messages that one record may count. */
const MAX_COUNT = 1_000_000_000;
/** Tokens that are read before other tasks get their turn. */
const TOKENS_AT_ONCE = 5_000;
/** The most characters of one value. */
const MAX_TEXT = 1_000;

/** Values by their paths below the current element; the first of each path counts. */
type Values = Map<string, string>;

/**
 * Reads an aggregate report (RFC 9990 3.1), also one of the older schema (RFC 7489). Finds elements by their names and skips
 * unknown ones. Throws ReportFault for other documents.
 */
export async function readDmarc(xml: string): Promise<DmarcReport> {
  const whole: Values = new Map();
  const records: DmarcRecord[] = [];
  let isCut = false;
  let record = new RecordValues();
  const path: string[] = [];
  let text = '';
  let tokens = 0;
  try {
    for (const token of xmlTokens(withoutSchema(xml))) {
      if (++tokens % TOKENS_AT_ONCE === 0) await turn();
      if (token.kind === 'text') {
        if (text.length < MAX_TEXT) text += token.text.slice(0, MAX_TEXT);
        continue;
      }
      if (token.kind === 'open') path.push(token.name);
      else {
        const [root, section, ...below] = path;
        if (root === 'feedback' && section === 'record') {
          if (below.length > 0) record.add(below.join('/'), text.trim());
          else if (records.length >= MAX_RECORDS) isCut = true;
          else records.push(...record.read());
        } else if (root === 'feedback' && section !== undefined) put(whole, [section, ...below].join('/'), text.trim());
        path.pop();
      }
      if (token.kind === 'open' && token.name === 'record') record = new RecordValues();
      text = '';
    }
  } catch (error) {
    throw error instanceof XmlFault ? new ReportFault(`its XML is invalid: ${error.message}`) : error;
  }
  return { ...headOf(whole), records, isCut };
}

/** Removes the schema that some reports begin with and put the report inside of, without closing its tag. */
function withoutSchema(xml: string): string {
  const begin = /^([^<]{0,1000}(?:<\?xml[^>]{0,200}\?>[^<]{0,100})?)<(?:[\w-]{1,20}:)?schema\b[^>]{0,1000}>/;
  return begin.test(xml) ? xml.replace(begin, '$1').replace(/<\/(?:[\w-]{1,20}:)?schema>\s{0,100}$/, '') : xml;
}

function headOf(values: Values): Omit<DmarcReport, 'records' | 'isCut'> {
  const of = (name: string): string => shortText(values.get(name) ?? '');
  const domain = normaliseDomain(of('policy_published/domain'));
  const reportId = of('report_metadata/report_id');
  if (domain === undefined || reportId === '')
    throw new ReportFault('it is not a DMARC report: the domain or the id is missing');
  const seconds = (name: string) => new Date(Number(values.get(`report_metadata/date_range/${name}`) ?? '') * 1_000);
  const policy = (name: string) => of(`policy_published/${name}`).toLowerCase();
  return {
    kind: 'dmarc',
    organization: of('report_metadata/org_name'),
    contact: of('report_metadata/email'),
    reportId,
    ...dateRange(seconds('begin'), seconds('end')),
    policy: {
      domain,
      p: policy('p'),
      sp: policy('sp'),
      np: policy('np'),
      adkim: policy('adkim'),
      aspf: policy('aspf'),
      isTesting: policy('testing') === 'y',
    },
  };
}

/** Collects the values of one record while it is read. */
class RecordValues {
  readonly #values: Values = new Map();
  readonly #signatures: DmarcSignature[] = [];
  #signature: Values = new Map();

  add(path: string, text: string): void {
    if (path.startsWith('auth_results/dkim/')) put(this.#signature, path.slice('auth_results/dkim/'.length), text);
    else if (path === 'auth_results/dkim') {
      const of = (name: string) => shortText(this.#signature.get(name) ?? '').toLowerCase();
      const signature = { domain: of('domain'), selector: of('selector'), result: of('result') };
      if (this.#signatures.length < MAX_SIGNATURES) this.#signatures.push(signature);
      this.#signature = new Map();
    } else put(this.#values, path, text);
  }

  /** Returns the record; none if it lacks the server or the number of messages. */
  read(): DmarcRecord[] {
    const of = (name: string) => shortText(this.#values.get(name) ?? '').toLowerCase();
    const [source, count] = [of('row/source_ip'), Number(of('row/count') || Number.NaN)];
    if (isIP(source) === 0 || !Number.isInteger(count) || count < 1 || count > MAX_COUNT) return [];
    const evaluated = (name: string) => of(`row/policy_evaluated/${name}`);
    const passed = (name: string) => (evaluated(name) === 'pass' ? 'pass' : 'fail');
    return [
      {
        source,
        count,
        dkim: passed('dkim'),
        spf: passed('spf'),
        overridden: evaluated('reason/type'),
        disposition: DISPOSITIONS.find((one) => one === evaluated('disposition')) ?? 'none',
        headerFrom: of('identifiers/header_from'),
        envelopeFrom: of('identifiers/envelope_from'),
        signatures: this.#signatures,
        spfResult: { domain: of('auth_results/spf/domain'), result: of('auth_results/spf/result') },
      },
    ];
  }
}

const DISPOSITIONS: readonly DmarcRecord['disposition'][] = ['none', 'pass', 'quarantine', 'reject'];

/** The most values of one part of a report that are kept, since senders may invent elements. */
const MAX_VALUES = 100;

function put(values: Values, path: string, text: string): void {
  if (values.size < MAX_VALUES && !values.has(path)) values.set(path, text);
}
