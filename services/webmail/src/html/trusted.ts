interface TrustedTypes {
  createPolicy(name: string, rules: { createHTML(html: string): string }): { createHTML(html: string): string };
}

let policy: { createHTML(html: string): string } | undefined;

/** For parsers whose documents never run: Trusted Types want a policy that says so. */
export function trusted(html: string): string {
  const { trustedTypes } = window as { trustedTypes?: TrustedTypes };
  if (!trustedTypes) return html;
  policy ??= trustedTypes.createPolicy('inert', { createHTML: (each) => each });
  return policy.createHTML(html);
}
