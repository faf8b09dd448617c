/** A number for each id, an open-addressed table: a few octets for each of a million. */
export class IdTable {
  readonly #keys: Float64Array;
  readonly #values: Int32Array;

  /** @param most ids that it has at most */
  constructor(most: number) {
    const places = 2 ** Math.ceil(Math.log2(Math.max(2, most * 2)));
    this.#keys = new Float64Array(places);
    this.#values = new Int32Array(places);
  }

  /** The number of an id, which is not 0; undefined for one that has none. */
  get(id: number): number | undefined {
    const place = this.#placeOf(id);
    return this.#keys[place] === id ? this.#values[place] : undefined;
  }

  set(id: number, value: number): void {
    const place = this.#placeOf(id);
    this.#keys[place] = id;
    this.#values[place] = value;
  }

  /** Ids are hashes already. */
  #placeOf(id: number): number {
    const last = this.#keys.length - 1;
    let place = (id | 0) & last;
    while (this.#keys[place] !== 0 && this.#keys[place] !== id) place = (place + 1) & last;
    return place;
  }
}
