import { Random } from '@postroom/testkit';
import { compareViews, type Truth } from './checkpoint.ts';
import { type Place, ViewingClient } from './client.ts';
import { MailboxFacts } from './facts.ts';
import { randomCommands } from './random-commands.ts';

export interface CrowdOptions {
  /** Where the clients connect, in turn. */
  readonly places: readonly [Place, ...Place[]];
  readonly clients: number;
  /** The number of commands of each client between two checkpoints. */
  readonly commands: number;
  readonly checkpoints: number;
  readonly seed: number;
}

/**
 * Runs many clients of one mailbox with random commands. Each checks all that it is told, and at checkpoints all must know the same. The
 * seed determines the commands, but their timing is different each time.
 */
export async function runCrowd({ places, clients, commands, checkpoints, seed }: CrowdOptions): Promise<void> {
  const facts = new MailboxFacts();
  const randoms = Array.from({ length: clients }, (_, index) => new Random(seed * 1_000 + index));
  const crowd: ViewingClient[] = [];
  const come = async (index: number): Promise<void> => {
    const place = places[index % places.length] ?? places[0];
    const client = await ViewingClient.login(place, facts, index % 2 === 0);
    await client.select(index % 5 === 4);
    crowd[index] = client;
  };
  for (let index = 0; index < clients; index += 1) await come(index);
  let truth: Truth = new Map();
  for (let round = 0; round < checkpoints; round += 1) {
    const waiting = new Waiting(clients);
    await Promise.all(
      randoms.map(async (random, index) => {
        for (let left = commands; left > 0; left -= 1) {
          const client = crowd[index] as ViewingClient;
          if (random.chance(0.02)) {
            await client[Symbol.asyncDispose]();
            await come(index);
          } else if (random.chance(0.05)) await client.select(index % 5 === 4);
          else if (random.chance(0.1) && waiting.mayWait()) await client.idle(() => waiting.forOthers());
          else await client.run(...randomCommands(random, client));
          waiting.done();
        }
        waiting.leave();
      }),
    );
    truth = await compareViews(crowd, places[0], facts, truth);
  }
  for (const client of crowd) await client[Symbol.asyncDispose]();
}

/** Lets an idling client wait until others have done something, but never for clients that wait too. */
class Waiting {
  #active: number;
  #done = 0;
  #waiting: { readonly until: number; readonly go: () => void }[] = [];

  constructor(clients: number) {
    this.#active = clients;
  }

  /** Returns whether another client is still active; if so, the caller counts as waiting from now on. */
  mayWait(): boolean {
    if (this.#active < 2) return false;
    this.#active -= 1;
    return true;
  }

  forOthers(): Promise<void> {
    return new Promise((go) => {
      this.#waiting.push({ until: this.#done + 3, go });
      this.#release(this.#everyoneWaits);
    });
  }

  done(): void {
    this.#done += 1;
    this.#release(this.#everyoneWaits);
  }

  leave(): void {
    this.#active -= 1;
    this.#release(this.#everyoneWaits);
  }

  get #everyoneWaits(): boolean {
    return this.#active === 0;
  }

  #release(all: boolean): void {
    const over = this.#waiting.filter(({ until }) => all || until <= this.#done);
    this.#waiting = this.#waiting.filter((one) => !over.includes(one));
    this.#active += over.length;
    for (const { go } of over) go();
  }
}
