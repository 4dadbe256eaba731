import type { Call } from '../Call';

/** One operation of the REST API. */
export interface RestEndpoint {
  method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** The path after `/2.0`, in the spelling of Atlassian's OpenAPI document. */
  path: string;
  /** The scopes that a token requires, according to that document. */
  scopes: readonly string[];
  /** @throws RestError to respond with an error. */
  respond(call: Call): Response | Promise<Response>;
}
