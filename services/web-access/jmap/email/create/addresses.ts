/** Whether an address can be written into a header field as it is (RFC 5322 3.4.1); quoted local parts are allowed without quoted-pairs. */
export function isAddress(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value.length <= 320 &&
    /^(?:"[^"\\\p{Cc}]{1,100}"|[^\s"(),:;<>@[\]\\\p{Cc}]+)@[^\s"(),:;<>@\\\p{Cc}]+$/u.test(value)
  );
}
