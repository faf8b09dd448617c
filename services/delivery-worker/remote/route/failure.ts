/** The reason why a domain has no route now, with the RFC 3463 code to report. */
export class RouteFailure extends Error {
  readonly permanent: boolean;
  readonly enhanced: string;

  constructor(permanent: boolean, enhanced: string, text: string) {
    super(text);
    this.name = 'RouteFailure';
    this.permanent = permanent;
    this.enhanced = enhanced;
  }
}
