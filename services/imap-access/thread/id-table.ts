/** A map from ids to numbers as an open-addressed table, which needs few octets for each of a million ids. */
export class IdTable {
  readonly #keys: Float64Array;
  readonly #values: Int32Array;

  /** @param most the largest number of ids */
  constructor(most: number) {
    const places = 2 ** Math.ceil(Math.log2(Math.max(2, most * 2)));
    this.#keys = new Float64Array(places);
    this.#values = new Int32Array(places);
  }

  /** Returns the number of an id; undefined if it has none. The id must not be 0. */
  get(id: number): number | undefined {
    const place = this.#placeOf(id);
    return this.#keys[place] === id ? this.#values[place] : undefined;
  }

  set(id: number, value: number): void {
    const place = this.#placeOf(id);
    this.#keys[place] = id;
    this.#values[place] = value;
  }

  /** Ids are hashes already, so they are not hashed again. */
  #placeOf(id: number): number {
    const last = this.#keys.length - 1;
    let place = (id | 0) & last;
    while (this.#keys[place] !== 0 && this.#keys[place] !== id) place = (place + 1) & last;
    return place;
  }
}
