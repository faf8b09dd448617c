/** Hosts of the operator's own network that are allowed anyway, also in plain HTTP: `push.internal:8443, 127.0.0.1:9000`. */
export class HostList {
  readonly #hosts: ReadonlySet<string>;

  private constructor(hosts: readonly string[]) {
    this.#hosts = new Set(hosts);
  }

  /** Parses a list. Throws an Error that names the faulty entry. */
  static parse(text: string): HostList {
    const entries = text.split(',').map((entry) => entry.trim());
    return new HostList(entries.filter(Boolean).map(hostOf));
  }

  has({ host }: URL): boolean {
    return this.#hosts.has(host);
  }
}

/** Returns a host as URLs write it: lower case, one spelling of an address; with its port unless that is the scheme's default. */
function hostOf(entry: string): string {
  const url = URL.parse(`http://${entry}`);
  if (url?.href !== `http://${url?.host}/`) throw new Error(`${JSON.stringify(entry)} is not HOST:PORT`);
  return url.host;
}
