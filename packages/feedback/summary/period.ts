/** What is summed up. */
export interface Period {
  /** One of our domains, as it is stored. */
  readonly domain: string;
  /** Reports count whose time ended then or later. */
  readonly since: Date;
}
