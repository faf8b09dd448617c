import type { PublicServer } from '@postroom/service';

/** What a welcome mail says about this platform. */
export interface WelcomeSettings {
  readonly hostname: string;
  /** The servers that mail programs should use, best first. */
  readonly servers: readonly PublicServer[];
  /** The URL of the page; if empty, messages do not mention it. */
  readonly publicUrl: string;
}
