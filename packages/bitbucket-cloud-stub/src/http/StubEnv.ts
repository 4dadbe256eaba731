import type { HttpBindings } from '@hono/node-server';
import type { OAuthClient, Person } from '../model/types';

/** The data that is collected about a request. */
export interface StubEnv {
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** IDs of the fault rules that apply to it. */
    faults?: string[];
    /** The person on whose behalf it was sent, for the journal. */
    person?: Person;
    /** The client that sent it, for the journal. */
    client?: OAuthClient;
    /** Its body as text, if its method has one. Empty for the binary data of git. */
    body?: string;
    /** The bytes of the body. */
    bytes?: Buffer;
  };
}
