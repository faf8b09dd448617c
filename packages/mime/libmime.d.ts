declare module 'libmime/lib/charset.js' {
  const charset: { decode(bytes: Buffer, charset: string): string };
  export default charset;
}
