/**
 * Parses `name=value,name=value` with percent-encoded values (OpenTelemetry's environment variables); undefined when the text is
 * malformed.
 */
export function otlpHeaders(text: string): Record<string, string> | undefined {
  const pairs = text.split(',').filter((pair) => pair.trim() !== '');
  try {
    return Object.fromEntries(
      pairs.map((pair) => {
        const at = pair.indexOf('=');
        if (at < 1) throw new URIError('no name');
        return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
      }),
    );
  } catch {
    return undefined;
  }
}
