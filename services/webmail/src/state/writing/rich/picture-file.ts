/** Makes a file of a picture that has no name. */
export function pictureFile(octets: Uint8Array<ArrayBuffer>, type: string): File {
  return new File([octets], `picture.${type.replace(/^image\/(?:jpeg)?/, '') || 'jpg'}`, { type });
}
