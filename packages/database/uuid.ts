import { randomFillSync, randomInt } from 'node:crypto';

const random = Buffer.alloc(1024);
let used = random.length;
let lastMs = 0;
let counter = 0;

const COUNTER_END = 0x1000; // 12 bits

/**
 * Returns a UUIDv7 (RFC 9562 5.7). It grows with time, so index inserts stay at the right edge. Within this process ids grow even inside a
 * millisecond (6.2, method 1), so ids sort in the order in which they were made.
 */
export function uuidv7(now: number = Date.now()): string {
  if (now > lastMs) {
    lastMs = now;
    counter = randomInt(COUNTER_END / 2);
  } else if (++counter === COUNTER_END) {
    lastMs++;
    counter = 0;
  }
  if (used + 8 > random.length) {
    randomFillSync(random);
    used = 0;
  }
  const time = lastMs.toString(16).padStart(12, '0');
  const tail = random.toString('hex', used, used + 8);
  used += 8;
  const variant = ((Number.parseInt(tail[0] as string, 16) & 0x3) | 0x8).toString(16);
  const sequence = counter.toString(16).padStart(3, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${sequence}-${variant}${tail.slice(1, 4)}-${tail.slice(4, 16)}`;
}

/** Returns the smallest UUIDv7 of a moment: every id made earlier sorts before it. */
export function uuidv7Floor(moment: Date): string {
  const time = moment.getTime().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7000-8000-000000000000`;
}
