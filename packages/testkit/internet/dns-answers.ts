import { type PacketRecord, RCODES } from '@postroom/dns/wire';
import { isZoneType, type Question, type Reply, recordData, type ZoneType } from './dns-message.ts';
import type { Records, Trouble, Zone } from './zone.ts';

const MAX_ALIASES = 12;

/** Returns the answer of the zone; undefined for no answer at all. */
export function answerFrom(zone: Zone, question: Question): (Reply & { delayMs: number }) | undefined {
  const answers: PacketRecord[] = [];
  let name = question.name;
  let isAuthentic = true;
  let delayMs = 0;
  const reply = (rcode: number, isNegative: boolean) => {
    const authorities = isNegative ? soaFor(zone, name) : [];
    return { rcode, answers, authorities, isAuthentic, delayMs };
  };
  // Follows a CNAME chain, as a recursive resolver does for its client.
  for (let aliases = 0; aliases < MAX_ALIASES; aliases++) {
    const records = lookup(zone, name);
    if (records === 'TIMEOUT') return undefined;
    if (typeof records === 'string') return { ...reply(RCODES[records], false), answers: [], isAuthentic: false };
    if (records?.isSilentFor?.includes(question.type)) return undefined;
    isAuthentic &&= records?.isAuthentic === true;
    if (records === undefined) return reply(RCODES.NXDOMAIN, true);
    delayMs += records.delayMs ?? 0;
    const add = (type: ZoneType): void => {
      for (const data of recordData(records, type))
        answers.push({ name: name || '.', type, data, ttl: records.ttl ?? 60 });
    };
    if (records.CNAME === undefined || question.type === 'CNAME') {
      const before = answers.length;
      if (isZoneType(question.type)) add(question.type);
      return reply(RCODES.NOERROR, answers.length === before);
    }
    add('CNAME');
    if (records.isUnfollowed) break;
    name = records.CNAME.toLowerCase();
  }
  return reply(RCODES.NOERROR, false);
}

function lookup(zone: Zone, name: string): Records | Trouble | undefined {
  return Object.hasOwn(zone, name) ? zone[name] : undefined;
}

/** Returns the SOA record of the name or of the nearest name above it that has one (RFC 2308 3). */
function soaFor(zone: Zone, name: string): PacketRecord[] {
  const labels = name.split('.');
  for (let from = 0; from <= labels.length; from++) {
    const above = labels.slice(from).join('.');
    const records = lookup(zone, above);
    if (typeof records !== 'object' || records.SOA === undefined) continue;
    const data = { mname: 'ns.test', rname: 'hostmaster.test', minimum: records.SOA.minimum };
    return [{ name: above || '.', type: 'SOA', data, ttl: records.ttl ?? 60 }];
  }
  return [];
}
