/** Undoes a Content-Transfer-Encoding piece by piece. Buffers it returns may share memory with the bytes it was given. */
export interface BodyDecoder {
  write(bytes: Uint8Array): Buffer;
  end(): Buffer;
}
