import { request } from '../jmap/client.ts';

/** Returns the text of a file. Throws RequestFailed. */
export async function readText(url: string, charset: string | null): Promise<string> {
  const octets = await (await request(url)).arrayBuffer();
  try {
    return new TextDecoder(charset ?? 'utf-8').decode(octets);
  } catch {
    return new TextDecoder().decode(octets);
  }
}
