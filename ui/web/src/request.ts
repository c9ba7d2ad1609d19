/** Request is one that htmx makes, as its events tell of it. */
export interface Request {
  sourceElement?: Element;
  sourceEvent?: Event;
  target?: Element;
  swap?: string;
  fetch: typeof fetch;
  request: { headers: Record<string, string> };
  response?: { headers: Headers };
}
