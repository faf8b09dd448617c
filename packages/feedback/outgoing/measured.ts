import type { DmarcRecord, PublishedPolicy } from '@postroom/reports';

/** What DMARC found of one mail, for the owner of the domain, who asked to be told. */
export interface MeasuredMail {
  readonly policy: PublishedPolicy;
  readonly organizationalDomain: string;
  /** Where the owner wants reports, as the record has it. */
  readonly rua: string;
  readonly mail: Omit<DmarcRecord, 'count'>;
}
