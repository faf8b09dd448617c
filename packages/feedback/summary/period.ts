/** What is summed up. */
export interface Period {
  /** Of ours, as it is stored. */
  readonly domain: string;
  /** Reports on a time that ended then or later. */
  readonly since: Date;
}
