import type { DmarcRecord, PublishedPolicy } from '@postroom/reports';

/** The DMARC result of one message, for the owner of the domain, who asked for reports. */
export interface MeasuredMail {
  readonly policy: PublishedPolicy;
  readonly organizationalDomain: string;
  /** The owner's addresses for reports, as in the record. */
  readonly rua: string;
  readonly mail: Omit<DmarcRecord, 'count'>;
}
