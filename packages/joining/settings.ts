import type { PublicServer } from '@postroom/service';

/** What a welcome says of this platform. */
export interface WelcomeSettings {
  readonly hostname: string;
  /** What mail programs are told to use, the best first. */
  readonly servers: readonly PublicServer[];
  /** Of the page; empty: it is not told. */
  readonly publicUrl: string;
}
