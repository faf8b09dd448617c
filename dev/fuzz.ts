// `npm run fuzz [-- --protocol imap] [--seed 7] [--inputs 100000]`: plays sessions of garbage against a whole platform, endlessly
// unless `--inputs` limits it. `--parser dkim` or `--parser all` tests parsers alone, without a platform. A failure prints its seed;
// `--seed N --inputs 1` repeats it.
import { fuzzForever } from '../tests/fire/fuzz/forever.ts';
import { fuzzParsers } from '../tests/fire/fuzz/parsers/rounds.ts';
import { commandLine } from './command-line.ts';
import { stopSignal } from './stop-signal.ts';
import { temporaryStores } from './temporary-stores.ts';

const { values } = commandLine(
  'npm run fuzz [-- --protocol imap|pop3|smtp|lmtp | --parser all|<name>] [--seed <number> --inputs <number>]',
  {
    protocol: { type: 'string' },
    parser: { type: 'string' },
    seed: { type: 'string' },
    inputs: { type: 'string' },
  },
);
const signal = stopSignal();
const seed = values.seed === undefined ? undefined : Number(values.seed);
const inputs = values.inputs === undefined ? Number.POSITIVE_INFINITY : Number(values.inputs);

async function fuzzSessions(): Promise<boolean> {
  await using stores = await temporaryStores({ isForgetful: true });
  process.env.TEST_DATABASE_URL = stores.databaseUrl;
  process.env.TEST_REDIS_URL = stores.redisUrl;
  return await fuzzForever({ protocol: values.protocol, seed, inputs, signal });
}

const { parser } = values;
const isClean = parser === undefined ? await fuzzSessions() : await fuzzParsers({ parser, seed, inputs, signal });
process.exit(isClean ? 0 : 1);
