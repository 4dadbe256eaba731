import type { Call } from '../Call';

/** One operation of the REST API. */
export interface RestEndpoint {
  method: 'GET' | 'POST' | 'DELETE';
  /** After `/2.0`, as Atlassian's OpenAPI document spells it. */
  path: string;
  /** What a token must allow, as that document says. */
  scopes: readonly string[];
  /** @throws RestError to answer with an error. */
  respond(call: Call): Response | Promise<Response>;
}
