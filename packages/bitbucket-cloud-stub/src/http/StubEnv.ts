import type { HttpBindings } from '@hono/node-server';
import type { OAuthClient, Person } from '../model/types';

/** What a request learns about itself on its way. */
export interface StubEnv {
  Bindings: Partial<HttpBindings>;
  Variables: {
    /** Ids of the fault rules that it falls under. */
    faults?: string[];
    /** On whose behalf it comes, for the journal. */
    person?: Person;
    /** Which client it comes from, for the journal. */
    client?: OAuthClient;
    /** Its body, where its method has one. */
    body?: string;
  };
}
